package contract

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"latchkey/infra/contract/document"
)

// Generators of clients differ in what they read. The contract is written in the manner that all of them
// read: each rule here has cost one of them its types, or its life. `make generators` runs them.

// place is a map in the contract, with the way to it. Examples and extensions are not looked at.
type place struct {
	way  []string
	node *yaml.Node
}

func (p place) String() string { return strings.Join(p.way, ".") }

// under is the name that the place has in the map above, counted from the end.
func (p place) under(i int) string {
	if i > len(p.way) {
		return ""
	}
	return p.way[len(p.way)-i]
}

// keywords are the keys of the map; none where they are names that the contract gives.
func (p place) keywords() (all []string) {
	if slices.Contains([]string{"properties", "paths", "responses", "headers", "schemas", "parameters", "requestBodies"}, p.under(1)) && p.under(2) != "properties" {
		return nil
	}
	for i := 0; i < len(p.node.Content); i += 2 {
		all = append(all, p.node.Content[i].Value)
	}
	return all
}

func (p place) has(keyword string) bool { return slices.Contains(p.keywords(), keyword) }

func (p place) at(name string) *yaml.Node {
	for i := 0; i+1 < len(p.node.Content); i += 2 {
		if p.node.Content[i].Value == name {
			return p.node.Content[i+1]
		}
	}
	return &yaml.Node{}
}

func places(t *testing.T, source []byte) (all []place) {
	t.Helper()
	var file yaml.Node
	if err := yaml.Unmarshal(source, &file); err != nil {
		t.Fatal(err)
	}
	var walk func(way []string, n *yaml.Node)
	walk = func(way []string, n *yaml.Node) {
		if n.Kind == yaml.MappingNode {
			all = append(all, place{slices.Clone(way), n})
		}
		for i, inner := range n.Content {
			name := fmt.Sprint(i)
			if n.Kind == yaml.MappingNode {
				if name = n.Content[i&^1].Value; i%2 == 0 || name == "example" || strings.HasPrefix(name, "x-problem") || strings.HasPrefix(name, "x-functions") {
					continue
				}
			}
			walk(append(slices.Clone(way), name), inner)
		}
	}
	walk(nil, file.Content[0])
	return all
}

// manners are the rules for one place each.
var manners = map[string]func(place) bool{
	"$ref stands beside another keyword, which is lost in generated code: use allOf": func(p place) bool {
		return p.has("$ref") && len(p.keywords()) > 1
	},
	"const is read by few generators: use an enum of one": func(p place) bool { return p.has("const") },
	"a time has a pattern, to which clients in Python cannot hold it: use x-pattern": func(p place) bool {
		return p.has("pattern") && p.at("format").Value == "date-time"
	},
	"an enum has no type": func(p place) bool { return p.has("enum") && !p.has("type") },
	"an answer is not named: refer to a schema": func(p place) bool {
		return p.under(1) == "application/json" && p.under(4) == "responses" && p.has("schema") && len(refs(p.at("schema"))) == 0
	},
	"null is a type of its own: list it beside another, or as a choice of anyOf": func(p place) bool {
		return p.has("type") && p.at("type").Value == "null" && p.under(2) != "anyOf"
	},
}

// refs are the keys of a map, if it is a reference.
func refs(n *yaml.Node) []*yaml.Node {
	if len(n.Content) == 2 && n.Content[0].Value == "$ref" {
		return n.Content
	}
	return nil
}

func breaches(t *testing.T, source []byte) (all []string) {
	t.Helper()
	looked := places(t, source)
	for _, p := range looked {
		for rule, broken := range manners {
			if broken(p) {
				all = append(all, fmt.Sprintf("%s: %s", p, rule))
			}
		}
	}
	if len(looked) < 1000 {
		t.Errorf("only %d places were looked at", len(looked))
	}
	return slices.Concat(all, shared(looked), unsaid(read(t, source)))
}

// unsaid are the parts that have no description.
func unsaid(d *document.Document) (all []string) {
	for _, o := range d.Operations() {
		if o.Description == "" {
			all = append(all, o.ID+" has no description")
		}
		for _, p := range o.Parameters {
			if p.Words == "" {
				all = append(all, o.ID+": "+p.Name+" has no description")
			}
		}
		if o.Body != nil {
			all = append(all, silent(o.ID, o.Body.Members)...)
		}
	}
	for _, s := range d.Schemas {
		if s.Description == "" {
			all = append(all, s.Name+" has no description")
		}
		all = append(all, silent(s.Name, s.Members)...)
	}
	return all
}

func silent(where string, members []document.Member) (all []string) {
	for _, m := range members {
		if m.Words == "" {
			all = append(all, where+"."+m.Name+" has no description")
		}
		all = append(all, silent(where+"."+m.Name, m.Members)...)
	}
	return all
}

var signs = regexp.MustCompile(`[^a-z0-9]`)

// generated are the endings that generators give to names which they make of an operation's.
var generated = []string{"", "params", "body", "jsonbody", "jsonrequestbody", "request", "req", "response", "res"}

// shared are the names that two components have, or that a generator makes for something else: all of them
// become types of one package, in camel case.
func shared(all []place) (broken []string) {
	taken := map[string]string{}
	for _, p := range all {
		for _, end := range generated {
			if id := p.at("operationId").Value; id != "" {
				taken[signs.ReplaceAllString(strings.ToLower(id), "")+end] = "operation " + id
			}
		}
	}
	for _, p := range all {
		if len(p.way) != 3 || p.way[0] != "components" {
			continue
		}
		folded := signs.ReplaceAllString(strings.ToLower(p.way[2]), "")
		if other := taken[folded]; other != "" {
			broken = append(broken, fmt.Sprintf("%s shares its name with %s", p, other))
		}
		taken[folded] = p.String()
	}
	return broken
}

func TestTheContractIsWrittenForGenerators(t *testing.T) {
	for _, breach := range breaches(t, source(t)) {
		t.Error(breach)
	}
}

func TestABreachOfMannerShows(t *testing.T) {
	for from, to := range map[string]string{
		"UserAnswer":                                "User",
		"cursor-param":                              "next-cursor",
		"format: date-time, x-pattern: ":            "format: date-time, pattern: ",
		"ChallengeID":                               "challengeIdParam",
		"ServiceHealth":                             "Health",
		"status: {type: string, enum: [ok],":        "status: {const: ok,",
		"token_type: {type: string, enum: [Bearer]": "token_type: {enum: [Bearer]",
		"next_cursor: {$ref: ":                      "next_cursor: {type: 'null', x: ",
		"properties: {challenge: {$ref: ":           "properties: {challenge: {description: x, $ref: ",
	} {
		if len(breaches(t, changed(t, from, to))) == 0 {
			t.Errorf("nobody notices %q", to)
		}
	}
}
