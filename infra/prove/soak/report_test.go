package soak

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"text/tabwriter"
)

// report is what is printed at the end.
type report struct {
	mu       sync.Mutex
	acts     map[string]*counts
	lines    []string // of memory
	requests atomic.Int64
	kills    atomic.Int64
	checks   atomic.Int64
	left     atomic.Int64 // what a deletion that was cut off did not come to remove
}

type counts struct{ done, refused, cut int }

func newReport() *report { return &report{acts: map[string]*counts{}} }

func (r *report) count(act string, a answer) {
	r.requests.Add(1)
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.acts[act]
	if c == nil {
		c = new(counts)
		r.acts[act] = c
	}
	switch {
	case a.cut:
		c.cut++
	case a.Status < 400:
		c.done++
	default:
		c.refused++
	}
}

// undone are the acts of users of which none was acknowledged: the run was too short to say anything of them.
func (r *report) undone() (acts []string) {
	for _, act := range []string{
		"register", "confirm", "sign in", "give the code", "look", "change the profile", "change the password", "use a link",
		"sign out", "make a PIN", "turn codes on or off", "delete", "issue a key", "revoke a key",
	} {
		if r.acts[act] == nil || r.acts[act].done == 0 {
			acts = append(acts, act)
		}
	}
	return acts
}

func (r *report) memory(of string, first, last int64) {
	r.lines = append(r.lines, fmt.Sprintf("%s\t%d MB\t%d MB\t", of, first/megabyte, last/megabyte))
}

func (r *report) print(people []*person) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprint(w, "\n\tdone\trefused\tcut off\t\n")
	var all counts
	for _, act := range slices.Sorted(maps.Keys(r.acts)) {
		c := r.acts[act]
		_, _ = fmt.Fprintf(w, "%s\t%d\t%d\t%d\t\n", act, c.done, c.refused, c.cut)
		all.done, all.refused, all.cut = all.done+c.done, all.refused+c.refused, all.cut+c.cut
	}
	_, _ = fmt.Fprintf(w, "all\t%d\t%d\t%d\t\n\n\tmost memory at first\tmost at last\t\n", all.done, all.refused, all.cut)
	for _, line := range r.lines {
		_, _ = fmt.Fprintln(w, line)
	}
	_ = w.Flush()
	_, _ = fmt.Printf("\n%d accounts, %d processes killed, %d stored things found as acknowledged, %d left by deletions that were cut off\n",
		len(people), r.kills.Load(), r.checks.Load(), r.left.Load())
}
