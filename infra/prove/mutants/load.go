package mutants

import (
	"context"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// code is what is changed.
type code struct {
	module  module
	sources []source // that have places
}

// source is a file, with the places in it.
type source struct {
	pkg, path string // the path is from the module's folder
	text      string
	file      *ast.File
	fset      *token.FileSet
	places    []place
}

// load reads the packages of some patterns, and finds their places.
func load(ctx context.Context, root string, patterns []string) (c code, err error) {
	all, err := list(ctx, root, append([]string{"-export", "-deps", "--"}, patterns...)...)
	if err != nil {
		return c, err
	}
	fset := token.NewFileSet()
	imports := compiled(fset, all)
	next := 1
	for _, p := range all {
		if p.DepOnly {
			continue
		}
		if p.Module == nil {
			return c, fmt.Errorf("%s is in no module", p.ImportPath)
		}
		c.module = *p.Module
		found, err := p.sources(fset, imports)
		if err != nil {
			return c, err
		}
		for _, s := range found {
			if next = number(s.places, next); len(s.places) > 0 {
				c.sources = append(c.sources, s)
			}
		}
	}
	if len(c.sources) == 0 {
		return c, fmt.Errorf("there is nothing to change in %s", strings.Join(patterns, " "))
	}
	return c, nil
}

// compiled reads the types of what is imported from the files that Go compiled.
func compiled(fset *token.FileSet, all []listed) types.Importer {
	exports := map[string]string{}
	for _, p := range all {
		exports[p.ImportPath] = p.Export
	}
	return importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
}

// sources reads the files of a package, without its tests.
func (p listed) sources(fset *token.FileSet, imports types.Importer) (all []source, err error) {
	var files []*ast.File
	for _, name := range p.GoFiles {
		path := filepath.Join(p.Dir, name)
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(fset, path, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parse: %w", err)
		}
		relative, err := filepath.Rel(p.Module.Dir, path)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
		all = append(all, source{pkg: p.ImportPath, path: relative, text: string(text), file: file, fset: fset})
	}
	info := types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	config := types.Config{Importer: imports}
	if _, err := config.Check(p.ImportPath, fset, files, &info); err != nil {
		return nil, fmt.Errorf("check the types of %s: %w", p.ImportPath, err)
	}
	for i := range all {
		all[i].places = find(all[i].file, info.Types)
	}
	return all, nil
}

func (s source) offset(at token.Pos) int { return s.fset.PositionFor(at, false).Offset }

// of is the text of a node.
func (s source) of(n ast.Node) string { return s.text[s.offset(n.Pos()):s.offset(n.End())] }
