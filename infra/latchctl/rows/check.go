package rows

import (
	"errors"
	"fmt"
	"hash/maphash"

	"latchkey/shared/domain/password"
)

// Report is what a check found.
type Report struct {
	Rows    int
	Refused int       // reasons, those beyond the first Most included
	Reasons []*Reason // the first ones
}

// Most is how many reasons a report lists.
const Most = 100

func (r *Report) refuse(reason *Reason) {
	if r.Refused++; len(r.Reasons) < Most {
		r.Reasons = append(r.Reasons, reason)
	}
}

// Check reads the whole file and gives what is wrong with it. An error says that it could not be read.
func (f *File) Check(policy password.Policy) (Report, error) {
	var report Report
	seen := newNames()
	for item, err := range f.items() {
		errs := []error{err}
		if err == nil {
			report.Rows++
			errs = append(item.check(policy), seen.twice(item)...)
		}
		for _, err := range errs {
			var reason *Reason
			if !errors.As(err, &reason) {
				return report, fmt.Errorf("the file of users: %w", err)
			}
			report.refuse(reason)
		}
	}
	if report.Rows == 0 && report.Refused == 0 {
		report.refuse(&Reason{1, "", "required", "The file has no users."})
	}
	return report, nil
}

// names finds values that stand in the file twice. It stores a hash of each: 100,000 users have
// many megabytes of names.
type names struct {
	seed  maphash.Seed
	lines map[uint64]int
}

func newNames() names { return names{maphash.MakeSeed(), map[uint64]int{}} }

func (n names) twice(i item) (all []error) {
	for _, name := range i.names() {
		if name.value == "" {
			continue
		}
		hash := maphash.String(n.seed, name.field+" "+name.value)
		if line, there := n.lines[hash]; there {
			all = append(all, &Reason{i.line, name.field, "duplicate_item", fmt.Sprintf("Line %d has the same.", line)})
			continue
		}
		n.lines[hash] = i.line
	}
	return all
}
