package mutants

import (
	"fmt"
	"text/tabwriter"
)

// count is a line of the table.
type count struct {
	name                                     string
	mutants, killed, byOwn, lived, unreached int
}

// print prints a mutant that lives, or each if all are asked for.
func (t *tries) print(i int) {
	if m, v := t.mutants[i], t.verdicts[i]; t.All || v.by == nil {
		_, _ = fmt.Fprintf(t.Output, "%s: %s (%s)\n", m.position, m.change, v)
	}
}

// counts has a line for each package and, if there are several, one for all.
func (t *tries) counts() (counts []count) {
	total := count{name: "all"}
	for i, m := range t.mutants {
		if len(counts) == 0 || counts[len(counts)-1].name != m.pkg {
			counts = append(counts, count{name: m.pkg})
		}
		counts[len(counts)-1].add(m, t.verdicts[i])
		total.add(m, t.verdicts[i])
	}
	if len(counts) > 1 {
		counts = append(counts, total)
	}
	return counts
}

func (v verdict) String() string {
	switch {
	case v.by != nil:
		return "killed by " + v.by.pkg + " " + v.how
	case v.ran == 0:
		return "no test reaches it"
	case v.ran == 1:
		return "lives: 1 test program passes"
	default:
		return fmt.Sprintf("lives: %d test programs pass", v.ran)
	}
}

func (c *count) add(m mutant, v verdict) {
	c.mutants++
	switch {
	case v.by != nil:
		c.killed++
		if v.by.pkg == m.pkg {
			c.byOwn++
		}
	case v.ran == 0:
		c.unreached++
	default:
		c.lived++
	}
}

func (t *tries) table() {
	table := tabwriter.NewWriter(t.Output, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprint(table, "\n\tmutants\tkilled\tof them by own tests\tlived\tnot reached\t\n")
	for _, c := range t.counts() {
		_, _ = fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t\n", c.name, c.mutants, c.killed, c.byOwn, c.lived, c.unreached)
	}
	_ = table.Flush()
}
