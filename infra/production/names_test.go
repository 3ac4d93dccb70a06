package production_test

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// shareable are literal names that no second stack of an account runs into, and why.
var shareable = map[string]string{
	"AWS::Lambda::Alias Name":                  "a name within its function",
	"AWS::ApiGatewayV2::Stage StageName":       "a name within its API",
	"AWS::ApiGatewayV2::DomainName DomainName": "a setting: each stack has a domain of its own",
	"AWS::Route53::RecordSet Name":             "the domain, as set",
	"AWS::SES::EmailIdentity EmailIdentity":    "a setting: an identity that exists is not to be set for a second stack",
}

// Two stacks have their place in one account and region: no resource has a name that the other
// stack's has as well. So each name that is given has the stack's in it, or is left to CloudFormation.
func TestTwoStacksShareNoName(t *testing.T) {
	found := map[string]bool{}
	check := func(what string, s stack) {
		for _, id := range slices.Sorted(maps.Keys(s.Resources)) {
			r := s.Resources[id]
			for _, property := range naming(r.Type) {
				name := r.Properties[property]
				if name == nil || ofTheStack(name) {
					continue
				}
				place := r.Type + " " + property
				if found[place] = true; shareable[place] == "" {
					t.Errorf("%s: %s of %s is %s in every stack", what, property, id, text(name))
				}
			}
		}
	}
	check("template.yaml", transformed(t, asSAM(t)))
	for what, context := range map[string]map[string]any{"plain": with(plain, map[string]any{"stack": another}), "everything": everything} {
		for name, s := range synth(t, context) {
			check(what+" "+name, transformed(t, s))
		}
	}
	for place, reason := range shareable {
		if !found[place] {
			t.Errorf("%s (%s): no resource has such a name any more", place, reason)
		}
	}
}

// another is the name of a stack that is no part of any other name. everything is a deployment of it
// with all that there is, canaries too, which a rotation of keys would go without.
const another = "quokka"

var everything = with(full, map[string]any{"stack": another, "param:KeysAsOf": nil, "param:AccessTokens": "on"})

// naming are the properties by which a resource of a type is named: CloudFormation calls them Name,
// or as the type is called, with Name behind it or not.
func naming(kind string) []string {
	last := path.Base(strings.ReplaceAll(kind, "::", "/"))
	return slices.Compact([]string{"Name", last + "Name", strings.TrimSuffix(last, "Name") + "Name", last})
}

// ofTheStack holds for a name that follows the stack's.
func ofTheStack(name any) bool {
	written := text(name)
	return strings.Contains(written, another) || strings.Contains(written, "AWS::StackName")
}

// asSAM is template.yaml as `sam deploy` hands it on: with code that was uploaded.
func asSAM(t *testing.T) stack {
	t.Helper()
	var document map[string]any
	if err := json.Unmarshal(written(t).source, &document); err != nil {
		t.Fatal(err)
	}
	for _, f := range every(t).Functions {
		at(document, "Resources", f.LogicalID, "Properties").(map[string]any)["CodeUri"] = map[string]any{"Bucket": "uploads", "Key": f.Name}
	}
	return parse(t, []byte(text(document)))
}
