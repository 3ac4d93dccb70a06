package mutants

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// name is what changed sources call package toggle. No source has a name like it.
const name = "toggle__"

// rewrite gives the source with a call in place of every operator that can be changed. The call does what the
// operator does, or what its mutant does that is switched on.
func (s source) rewrite(importPath string) string {
	at := s.offset(s.file.Name.End())
	return fmt.Sprintf("%s; import %s %q%s", s.text[:at], name, importPath, s.render(at, len(s.text), s.places))
}

// render gives a part of the text. Places that are not in it are left out.
func (s source) render(start, end int, places []place) string {
	var b strings.Builder
	for i := 0; i < len(places); {
		from, to := s.offset(places[i].node.Pos()), s.offset(places[i].node.End())
		after := i + 1
		for after < len(places) && s.offset(places[after].node.Pos()) < to {
			after++
		}
		if start <= from && to <= end {
			b.WriteString(s.text[start:from])
			b.WriteString(s.call(places[i], places[i+1:after]))
			start = to
		}
		i = after
	}
	b.WriteString(s.text[start:end])
	return b.String()
}

// call is what stands in the text for a place, with those that are in its operands.
func (s source) call(p place, within []place) string {
	operand := func(n ast.Node) string { return "(" + s.render(s.offset(n.Pos()), s.offset(n.End()), within) + ")" }
	var arguments []string
	switch n := p.node.(type) {
	case *ast.IncDecStmt:
		arguments = []string{"&" + operand(n.X)}
	case *ast.BinaryExpr:
		x, y := operand(n.X), operand(n.Y)
		switch p.call {
		case "Compare":
			for _, operator := range append([]token.Token{p.operator}, p.others...) {
				arguments = append(arguments, later(fmt.Sprintf("%s %s %s", x, operator, y)))
			}
		case "And", "Or":
			arguments = []string{later(x), later(y)}
		default:
			arguments = []string{x, y}
		}
	}
	return fmt.Sprintf("%s.%s(%d, %s)", name, p.call, p.first, strings.Join(arguments, ", "))
}

// later keeps an expression from being evaluated before it is needed.
func later(expression string) string { return "func() bool { return " + expression + " }" }
