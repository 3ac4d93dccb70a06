// Package document reads an OpenAPI document into what people are shown of it: routes in the order of
// the document, references followed, schemas put into words.
//
// It must not know who shows them: the page at /docs and the table of README are both made of it. Whether
// anybody keeps to the document is the business of package contract.
package document

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Document is what a document says.
type Document struct {
	Title       string
	Version     string
	Summary     string
	Description []string // its paragraphs
	Schemes     []Scheme
	Groups      []Group
	Schemas     []Schema
	Routeless   []Routeless
}

// Scheme is a way to say who calls.
type Scheme struct{ Header, Description string }

// Group is the operations of a tag.
type Group struct {
	Name, Description string
	Operations        []Operation
}

// Schema is a thing that several operations speak of.
type Schema struct {
	Name, Description string
	Members           []Member
}

// Routeless is a function that no route leads to.
type Routeless struct {
	Function, When, Who, Summary string
	Problems                     []string
}

// Parse reads a document.
func Parse(source []byte) (*Document, error) {
	var file yaml.Node
	if err := yaml.Unmarshal(source, &file); err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	if len(file.Content) == 0 {
		return nil, errors.New("the document is empty")
	}
	r := &reader{}
	r.root = node{file.Content[0], r}
	info := r.root.at("info")
	d := &Document{
		Title: info.text("title"), Version: info.text("version"), Summary: info.text("summary"),
		Description: strings.Split(info.text("description"), "\n\n"),
		Schemes:     r.schemes(), Groups: r.groups(), Schemas: r.schemas(), Routeless: r.routeless(),
	}
	return d, r.err
}

// Operations are those of all groups.
func (d *Document) Operations() (all []Operation) {
	for _, g := range d.Groups {
		all = append(all, g.Operations...)
	}
	return all
}

func (r *reader) schemes() (all []Scheme) {
	for _, n := range r.root.at("components", "securitySchemes").pairs() {
		s := Scheme{Header: n.text("name"), Description: n.text("description")}
		if n.text("type") == "http" {
			s.Header = "Authorization"
		}
		all = append(all, s)
	}
	return all
}

func (r *reader) groups() (all []Group) {
	operations := map[string][]Operation{}
	for path, item := range r.root.at("paths").pairs() {
		for method, n := range item.pairs() {
			if method != "parameters" {
				tag := n.at("tags").texts()
				operations[tag[0]] = append(operations[tag[0]], r.operation(method, path, item, n))
			}
		}
	}
	for tag := range r.root.at("tags").items() {
		name := tag.text("name")
		all = append(all, Group{name, tag.text("description"), operations[name]})
	}
	return all
}

// schemas are the things with members; what is a word is put where it is used.
func (r *reader) schemas() (all []Schema) {
	for name, n := range r.root.at("components", "schemas").pairs() {
		if members := n.members(); len(members) > 0 {
			all = append(all, Schema{name, n.description(), members})
		}
	}
	return all
}

func (r *reader) routeless() (all []Routeless) {
	for n := range r.root.at("x-functions-without-routes").items() {
		all = append(all, Routeless{n.text("function"), n.text("when"), n.text("who"), n.text("summary"), n.at("problems").texts()})
	}
	return all
}
