package contract

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// A route with a challenge among its answers has one schema for all of them, and each result of a schema
// says which members it has.
func TestRoutesWithSeveralAnswersHaveOneSchema(t *testing.T) {
	c := contractOf(t)
	several := 0
	for path, item := range c.document.Paths.Map() {
		for method, o := range item.Operations() {
			names := map[string]bool{}
			for status, answer := range o.Responses.Map() {
				if content := answer.Value.Content.Get("application/json"); status < "3" && content != nil {
					names[content.Schema.Ref] = true
				}
			}
			if len(names) > 1 {
				t.Errorf("%s %s has %v", method, path, slices.Sorted(maps.Keys(names)))
			}
			if o.Responses.Value("202") != nil && o.Responses.Value("200") != nil {
				several++
			}
		}
	}
	if several < 2 {
		t.Errorf("%d routes have two answers", several)
	}
}

func TestEachResultHasItsMembers(t *testing.T) {
	c := contractOf(t)
	seen := 0
	for name, s := range c.document.Components.Schemas {
		result, switched := s.Value.Properties["result"]
		if !switched {
			continue
		}
		seen++
		listed, used := c.results(s.Value), map[string]bool{"result": true}
		for _, value := range result.Value.Enum {
			if _, has := listed[value.(string)]; !has {
				t.Errorf("%s does not list the members of %s in %s", name, value, extension)
			}
			for _, member := range listed[value.(string)] {
				used[strings.TrimSuffix(member, optional)] = true
			}
		}
		if want := slices.Sorted(maps.Keys(s.Value.Properties)); !slices.Equal(want, slices.Sorted(maps.Keys(used))) || len(listed) != len(result.Value.Enum) {
			t.Errorf("%s has %v, and its results %v", name, want, listed)
		}
	}
	if seen < 5 {
		t.Errorf("%d schemas have results", seen)
	}
}

// The members of a changed user are those of a user, but for those that staff alone see.
func TestAChangedUserIsAUser(t *testing.T) {
	c := contractOf(t)
	user, changed := c.document.Components.Schemas["User"].Value, c.document.Components.Schemas["UserChangeResult"].Value
	for name, member := range user.Properties {
		if _, shown := changed.Properties[name]; forStaff(member) && !shown {
			continue
		}
		want, err := member.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := changed.Properties[name].MarshalJSON(); err != nil || strings.TrimSpace(string(got)) != strings.TrimSpace(string(want)) {
			t.Errorf("%s is %s in the one and %s in the other: %v", name, want, got, err)
		}
	}
}
