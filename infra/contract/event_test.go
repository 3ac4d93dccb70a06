package contract

import (
	"encoding/json"
	"go/ast"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// recorded are the names of audit records, as package audit declares them.
func recorded(t *testing.T) (names []string) {
	t.Helper()
	for _, file := range files(t, "shared/domain/audit") {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if typ, isName := specType(spec, ok); isName && typ == "Name" {
				names = append(names, text(spec.Values[0]))
			}
			return true
		})
	}
	if len(names) < 30 {
		t.Fatalf("only %d names are declared: %q", len(names), names)
	}
	slices.Sort(names)
	return names
}

func specType(spec *ast.ValueSpec, ok bool) (string, bool) {
	if !ok || len(spec.Values) != 1 {
		return "", false
	}
	name, isName := spec.Type.(*ast.Ident)
	if !isName {
		return "", false
	}
	return name.Name, true
}

type eventSchema struct {
	Required   []string
	Properties map[string]struct {
		Type any
		Enum []string
	}
}

func schemaOfEvents(t *testing.T) (s eventSchema) {
	t.Helper()
	source, err := os.ReadFile("../../functions/openapi/events.yaml")
	if err == nil {
		err = yaml.Unmarshal(source, &s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every name of a record is in the schema of events, in the list of the page, and in the contract.
func TestEveryEventIsListed(t *testing.T) {
	page, err := os.ReadFile("../../docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "## All events")
	var rows []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z0-9_]+)` \\| [^|]{5,} \\|$").FindAllStringSubmatch(table, -1) {
		rows = append(rows, row[1])
	}
	var contract struct {
		Components struct{ Schemas map[string]eventSchema }
	}
	source, err := os.ReadFile("../../functions/openapi/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(source, &contract); err != nil {
		t.Fatal(err)
	}
	for place, listed := range map[string][]string{
		"events.yaml": schemaOfEvents(t).Properties["event"].Enum, "docs/events.md": rows,
		"openapi.yaml": contract.Components.Schemas["AuditEvent"].Properties["event"].Enum,
	} {
		if slices.Sort(listed); !slices.Equal(listed, recorded(t)) {
			t.Errorf("%s lists\n%q\nand package audit declares\n%q", place, listed, recorded(t))
		}
	}
}

// The pipe makes events of what the schema has, all of it text, and of nothing else that a record has.
func TestThePipeMakesWhatTheSchemaHas(t *testing.T) {
	var deployed struct {
		Resources map[string]struct {
			Properties struct {
				TargetParameters struct {
					InputTemplate string `yaml:"InputTemplate"`
				} `yaml:"TargetParameters"`
			} `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	source, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(source, &deployed); err != nil {
		t.Fatal(err)
	}
	var made map[string]string
	if err := json.Unmarshal([]byte(deployed.Resources["EventsPipe"].Properties.TargetParameters.InputTemplate), &made); err != nil {
		t.Fatal(err)
	}
	schema := schemaOfEvents(t)
	for name := range made {
		if !slices.Contains(schema.Required, name) || schema.Properties[name].Type != "string" {
			t.Errorf("the schema has no text %s", name)
		}
	}
	if len(made) != len(schema.Required) || len(made) != len(schema.Properties) {
		t.Errorf("the pipe makes %v and the schema has %v", made, schema.Required)
	}
}
