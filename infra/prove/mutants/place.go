package mutants

import (
	"go/ast"
	"go/token"
	"go/types"
)

// place is an operator that can be changed.
type place struct {
	node     ast.Node // the operator and its operands
	operator token.Token
	at       token.Pos     // of the operator
	others   []token.Token // that are put in its place
	call     string        // the function of package toggle that does it
	first    int           // the number of its first mutant; those of the others follow
}

// find gives the places of a file, in the order of its text, an outer one before those within it.
func find(file *ast.File, known map[ast.Expr]types.TypeAndValue) (places []place) {
	ast.Inspect(file, func(n ast.Node) bool {
		var p place
		var is bool
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if p, is = truth(n, known); !is {
				p, is = arithmetic(n, known)
			}
		case *ast.IncDecStmt:
			p, is = step(n, known)
		}
		if is {
			places = append(places, p)
		}
		return true
	})
	return places
}

// number gives the mutants of all places numbers, and the number after the last one.
func number(places []place, next int) int {
	for i := range places {
		places[i].first = next
		next += len(places[i].others)
	}
	return next
}

// truth is a comparison, "and" or "or". Its operands move into functions: a recover in them would recover
// nothing any more.
func truth(n *ast.BinaryExpr, known map[ast.Expr]types.TypeAndValue) (place, bool) {
	others := map[token.Token][]token.Token{
		token.LAND: {token.LOR},
		token.LOR:  {token.LAND},
		token.EQL:  {token.NEQ},
		token.NEQ:  {token.EQL},
		token.LSS:  {token.GEQ, token.LEQ},
		token.GEQ:  {token.LSS, token.GTR},
		token.GTR:  {token.LEQ, token.GEQ},
		token.LEQ:  {token.GTR, token.LSS},
	}[n.Op]
	b, isBasic := known[n].Type.(*types.Basic) // the functions give a bool, and no type that is made of it
	if others == nil || known[n].Value != nil || !isBasic || b.Info()&types.IsBoolean == 0 || recovers(n) {
		return place{}, false
	}
	call := map[token.Token]string{token.LAND: "And", token.LOR: "Or"}[n.Op]
	if call == "" {
		call = "Compare"
	}
	return place{node: n, operator: n.Op, at: n.OpPos, others: others, call: call}, true
}

func recovers(n ast.Node) (does bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			name, ok := call.Fun.(*ast.Ident)
			does = does || ok && name.Name == "recover"
		}
		return !does
	})
	return does
}

// arithmetic is a calculation with numbers of a known type.
func arithmetic(n *ast.BinaryExpr, known map[ast.Expr]types.TypeAndValue) (place, bool) {
	with, ok := map[token.Token]struct {
		other token.Token
		call  string
	}{
		token.ADD: {token.SUB, "Add"}, token.SUB: {token.ADD, "Sub"},
		token.MUL: {token.QUO, "Mul"}, token.QUO: {token.MUL, "Quo"}, token.REM: {token.MUL, "Rem"},
	}[n.Op]
	if !ok || known[n].Value != nil || !isNumber(known[n].Type) || shifts(n.X, known) || shifts(n.Y, known) {
		return place{}, false
	}
	return place{node: n, operator: n.Op, at: n.OpPos, others: []token.Token{with.other}, call: with.call}, true
}

func isNumber(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsInteger|types.IsFloat) != 0 && b.Info()&types.IsUntyped == 0
}

// shifts says whether an operand shifts a constant, whose type comes from the other operand: as arguments of
// a function, the two do not compile.
func shifts(operand ast.Expr, known map[ast.Expr]types.TypeAndValue) bool {
	n, ok := ast.Unparen(operand).(*ast.BinaryExpr)
	return ok && (n.Op == token.SHL || n.Op == token.SHR) && known[n.X].Value != nil && known[n].Value == nil
}

// step is ++ or -- of what has an address, which an element of a map has not.
func step(n *ast.IncDecStmt, known map[ast.Expr]types.TypeAndValue) (place, bool) {
	if x := known[n.X]; !x.Addressable() || !isNumber(x.Type) {
		return place{}, false
	}
	p := place{node: n, operator: n.Tok, at: n.TokPos, others: []token.Token{token.DEC}, call: "Inc"}
	if n.Tok == token.DEC {
		p.others, p.call = []token.Token{token.INC}, "Dec"
	}
	return p, true
}
