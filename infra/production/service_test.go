package production_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// announced are the properties that the app changes. Everything else is as template.yaml says.
var announced = map[string][]string{
	"AWS::Serverless::Function": {"CodeUri", "AutoPublishAlias", "AutoPublishAliasAllProperties", "DeploymentPreference"},
	"AWS::Serverless::HttpApi":  {"Domain", "DisableExecuteApiEndpoint"},
}

func TestTemplateIsUnchanged(t *testing.T) {
	want, got := written(t), service(t, plain)
	if !reflect.DeepEqual(want.Globals, got.Globals) {
		t.Errorf("Globals are %s", text(got.Globals))
	}
	for id, r := range want.Resources {
		there, ok := got.Resources[id]
		if !ok || there.Type != r.Type || there.DeletionPolicy != r.DeletionPolicy || there.UpdateReplacePolicy != r.UpdateReplacePolicy {
			t.Errorf("%s is %+v", id, there)
		}
		if a, b := unannounced(r), unannounced(there); !reflect.DeepEqual(a, b) {
			t.Errorf("%s is\n%s\nand was\n%s", id, text(b), text(a))
		}
	}
	for name, output := range want.Outputs {
		if !reflect.DeepEqual(output, got.Outputs[name]) {
			t.Errorf("the output %s is %s", name, text(got.Outputs[name]))
		}
	}
}

// unannounced are the properties that must not change. An authorizer is named by its alias.
func unannounced(r resource) map[string]any {
	properties := map[string]any{}
	for name, value := range r.Properties {
		if !slices.Contains(announced[r.Type], name) {
			properties[name] = value
		}
	}
	authorizers, _ := at(properties, "Auth", "Authorizers").(map[string]any)
	for _, a := range authorizers {
		delete(a.(map[string]any), "FunctionArn")
	}
	return properties
}

// written is template.yaml, as JSON would spell it, with the parameters that the plain deployment decides.
func written(t *testing.T) stack {
	t.Helper()
	source, err := os.ReadFile(deployed)
	if err != nil {
		t.Fatal(err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(source, &document); err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(spelledOut(t, document.Content[0]))
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, []byte(strings.NewReplacer(
		`{"Ref":"MailFrom"}`, `"no-reply@latchkey.example"`, `${MailFrom}`, `no-reply@latchkey.example`, `{"Ref":"Pages"}`, `"all"`,
	).Replace(string(encoded))))
}

// spelledOut turns the tags of YAML into the functions that they are short for.
func spelledOut(t *testing.T, node *yaml.Node) any {
	t.Helper()
	tag := node.Tag
	if name, ok := strings.CutPrefix(tag, "!"); ok && !strings.HasPrefix(name, "!") {
		untagged := *node
		untagged.Tag = ""
		if name != "Ref" {
			name = "Fn::" + name
		}
		return map[string]any{name: spelledOut(t, &untagged)}
	}
	switch node.Kind {
	case yaml.MappingNode:
		members := map[string]any{}
		for i := 0; i < len(node.Content); i += 2 {
			members[node.Content[i].Value] = spelledOut(t, node.Content[i+1])
		}
		return members
	case yaml.SequenceNode:
		items := []any{}
		for _, item := range node.Content {
			items = append(items, spelledOut(t, item))
		}
		return items
	}
	var value any
	if err := node.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestEveryFunctionIsPackaged(t *testing.T) {
	s := service(t, plain)
	keys := map[string]bool{}
	for _, f := range read(t).Functions {
		code := at(s.Resources[f.LogicalID].Properties, "CodeUri")
		key, _ := at(code, "Key").(string)
		if at(code, "Bucket") == nil || !strings.HasSuffix(key, ".zip") || keys[key] {
			t.Errorf("%s has the code %s", f.LogicalID, text(code))
		}
		keys[key] = true
	}
}

func TestEveryLogIsKeptForItsTime(t *testing.T) {
	for name, s := range synth(t, full) {
		for _, id := range s.ofType("AWS::Logs::LogGroup") {
			if s.Resources[id].Properties["RetentionInDays"] == nil {
				t.Errorf("%s of %s is kept for ever", id, name)
			}
		}
	}
	// The group of Globals is that of all functions, but for one that names another.
	s := service(t, plain)
	for _, f := range read(t).Functions {
		group := at(s.Globals, "Function", "LoggingConfig", "LogGroup", "Ref")
		if own := at(s.Resources[f.LogicalID].Properties, "LoggingConfig", "LogGroup", "Ref"); own != nil {
			group = own
		}
		if id, _ := group.(string); s.Resources[id].Type != "AWS::Logs::LogGroup" {
			t.Errorf("%s logs into %v, which is no group with a retention", f.LogicalID, group)
		}
	}
}

// What cannot be made again survives a mistake.
func TestDurableTablesAreProtected(t *testing.T) {
	s := service(t, plain)
	for _, table := range read(t).Tables {
		r := s.Resources[table.LogicalID]
		if r.DeletionPolicy != "Retain" {
			continue
		}
		if at(r.Properties, "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled") != true || r.Properties["DeletionProtectionEnabled"] != true || r.UpdateReplacePolicy != "Retain" {
			t.Errorf("%s is %s", table.LogicalID, text(r))
		}
	}
	for _, id := range []string{"UsersTable", "ProfilesTable", "ClaimsTable", "FeatureFlagsTable", "AuditEventsTable"} {
		if s.Resources[id].DeletionPolicy != "Retain" {
			t.Errorf("%s goes with the stack", id)
		}
	}
}

func TestSettingsTakeTheParametersPlace(t *testing.T) {
	s := service(t, full)
	for name, want := range map[string]string{"MAIL_FROM": "no-reply@latchkey.example", "PUBLIC_URL": "https://auth.latchkey.example"} {
		if got := at(s.Resources["LoginFunction"].Properties, "Environment", "Variables", name); got != want {
			t.Errorf("%s is %v, want %s", name, got, want)
		}
	}
	for _, name := range []string{"MailFrom", "PublicUrl", "OriginSecret", "AccessTokens", "Pages"} {
		if s.Parameters[name] != nil {
			t.Errorf("%s is a parameter yet, and would keep its value of before", name)
		}
	}
	if s.Parameters["RegistrationMode"] == nil {
		t.Error("a parameter that is not set is gone")
	}
}
