package stack

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const deployed = "../../../template.yaml"

// free are the places whose names are the template's own.
var free = []string{
	"Parameters", "Conditions", "Outputs", "Resources", "Outputs.*.Export",
	"AWS::Serverless::Function.Environment.Variables", "AWS::Serverless::Function.Events", "Globals.Function.Environment.Variables",
	"AWS::Serverless::HttpApi.Auth.Authorizers",
	"AWS::Serverless::HttpApi.DefinitionBody.paths", "AWS::Serverless::HttpApi.DefinitionBody.paths.*",
}

// events are the places whose names are those of the members of events: package rule refuses what is no pattern.
const events = "AWS::Serverless::Function.Events.*EventBridgeRule.Properties.Pattern"

// Every place of the template refuses what it does not know, but for those that are ignored whole.
func TestEveryPlaceRefusesWhatItDoesNotKnow(t *testing.T) {
	source, err := os.ReadFile(deployed)
	if err != nil {
		t.Fatal(err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(source, &document); err != nil {
		t.Fatal(err)
	}
	if err := reading(t, &document); err != nil {
		t.Fatal(err)
	}
	places := map[string]*yaml.Node{}
	collect(places, "", document.Content[0])
	for place, node := range places {
		if open(place) {
			continue
		}
		before := node.Content
		node.Content = append(append([]*yaml.Node{}, before...), scalar("NoSuchThing"), scalar("x"))
		if err := reading(t, &document); err == nil || !strings.Contains(err.Error(), "the local stack does not emulate") || !strings.Contains(err.Error(), "NoSuchThing") {
			t.Errorf("%s: %v", place, err)
		}
		node.Content = before
	}
	if len(places) < 50 {
		t.Errorf("only %d places were found", len(places))
	}
}

func scalar(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
}

func reading(t *testing.T, document *yaml.Node) error {
	t.Helper()
	source, err := yaml.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(file, source, 0o600); err != nil {
		t.Fatal(err)
	}
	// With what the template leaves out by default.
	_, err = Read(Config{Template: file, Parameters: map[string]string{"AllowedOrigins": "https://app.example"}}, URL(3000))
	return err
}

// collect finds one mapping for each kind of place: a type of resource or a section, and the way
// from there, with * for the names that are the template's own.
func collect(places map[string]*yaml.Node, place string, node *yaml.Node) {
	if node.Kind == yaml.SequenceNode {
		for _, item := range node.Content {
			collect(places, place, item)
		}
	}
	if node.Kind != yaml.MappingNode || len(node.Content) == 0 || strings.HasPrefix(node.Content[0].Value, "Fn::") {
		return
	}
	places[place] = node
	for i := 0; i < len(node.Content); i += 2 {
		collect(places, inner(place, node.Content[i].Value, node.Content[i+1]), node.Content[i+1])
	}
}

func inner(place, name string, node *yaml.Node) string {
	switch {
	case place == "Resources":
		return "Resources.*" + kind(node)
	case strings.HasPrefix(place, "Resources.*") && name == "Properties":
		return strings.TrimPrefix(place, "Resources.*")
	case place == "":
		return name
	case strings.HasSuffix(place, ".Events"):
		return place + ".*" + kind(node)
	}
	for _, names := range free {
		if place == names {
			return place + ".*"
		}
	}
	return place + "." + name
}

func kind(node *yaml.Node) string {
	for i := 0; i < len(node.Content); i += 2 {
		if node.Content[i].Value == "Type" {
			return node.Content[i+1].Value
		}
	}
	return ""
}

// open says whether a place takes any name: its own choice, or ignored as a whole.
func open(place string) bool {
	if strings.HasPrefix(place, events) {
		return true
	}
	for _, names := range free {
		if place == names {
			return true
		}
	}
	for _, i := range ignored {
		whole := strings.TrimSuffix(i.Of+"."+i.Property, ".")
		switch i.Of {
		case "template":
			whole = i.Property
		case "resource":
			if strings.HasPrefix(place, "Resources.*") && strings.HasSuffix(place, "."+i.Property) {
				return true
			}
		}
		global := strings.Replace(whole, "AWS::Serverless::", "Globals.", 1)
		for _, path := range []string{whole, global} {
			if place == path || strings.HasPrefix(place, path+".") {
				return true
			}
		}
	}
	return false
}

func TestWhatIsIgnoredHasAReason(t *testing.T) {
	seen := map[string]bool{}
	for _, i := range ignored {
		if i.Of == "" || i.Why == "" || seen[i.Of+i.Property] {
			t.Errorf("%+v", i)
		}
		seen[i.Of+i.Property] = true
	}
}
