package mutants

import (
	"fmt"
	"strings"
)

// mutant is one change.
type mutant struct {
	number   int // that switches it on
	first    int // of the mutants at its place: by this number, a program says that it reaches the place
	pkg      string
	position string // file, line and column of the operator
	change   string
}

// mutants are those of all places.
func (c code) mutants() (all []mutant) {
	for _, s := range c.sources {
		for _, p := range s.places {
			at := s.fset.PositionFor(p.at, false)
			text := strings.Join(strings.Fields(s.of(p.node)), " ")
			for i, other := range p.others {
				all = append(all, mutant{
					number:   p.first + i,
					first:    p.first,
					pkg:      s.pkg,
					position: fmt.Sprintf("%s:%d:%d", s.path, at.Line, at.Column),
					change:   fmt.Sprintf("%s as %s in %s", p.operator, other, text),
				})
			}
		}
	}
	return all
}
