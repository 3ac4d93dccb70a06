package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// extension lists, in the schema of a route with several kinds of answer, the members that each result
// has beside itself. Generators of clients keep one flat schema, and lose a choice of several. A name
// with optional behind it is of a member that a result can also be without.
const (
	extension = "x-results"
	optional  = "?"
)

// results are the members of each result of a schema; a name in the place of a list is that of a schema
// with these members. They are none where the schema has no result.
func (c *Contract) results(schema *openapi3.Schema) map[string][]string {
	listed, _ := schema.Extensions[extension].(map[string]any)
	all := map[string][]string{}
	for result, of := range listed {
		switch of := of.(type) {
		case string:
			all[result] = []string{}
			for name, member := range c.document.Components.Schemas[of].Value.Properties {
				if !forStaff(member) {
					all[result] = append(all[result], name)
				}
			}
		case []any:
			all[result] = []string{}
			for _, name := range of {
				all[result] = append(all[result], fmt.Sprint(name))
			}
		}
	}
	return all
}

// forStaff holds for a member that is shown to staff, and only where there is something to say. No answer to a
// change has it.
func forStaff(member *openapi3.SchemaRef) bool {
	return member.Value.Extensions["x-staff"] == true
}

// checkResult holds the members of an answer, and its status, against its result.
func (c *Contract) checkResult(e Exchange, o *openapi3.Operation) error {
	listed := o.Responses.Status(e.Status)
	if listed == nil || listed.Value.Content.Get("application/json") == nil {
		return nil
	}
	members := c.results(listed.Value.Content.Get("application/json").Schema.Value)
	if len(members) == 0 || e.byGateway() {
		return nil
	}
	answer := map[string]json.RawMessage{}
	var result string
	if json.Unmarshal(e.Body, &answer) != nil || json.Unmarshal(answer["result"], &result) != nil {
		return errors.New("the answer has no result")
	}
	if want, got := has(members[result], answer), slices.Sorted(maps.Keys(answer)); !slices.Equal(want, got) {
		return fmt.Errorf("the result is %s, with %v and not %v", result, got, want)
	}
	if len(members) > 1 && (result == "challenge") != (e.Status == http.StatusAccepted) {
		return fmt.Errorf("the result is %s, and the status %d", result, e.Status)
	}
	return nil
}

// has are the members that an answer has to have: those that are listed, and of the optional ones those
// that it has.
func has(listed []string, answer map[string]json.RawMessage) []string {
	want := []string{"result"}
	for _, name := range listed {
		name, can := strings.CutSuffix(name, optional)
		if _, given := answer[name]; given || !can {
			want = append(want, name)
		}
	}
	slices.Sort(want)
	return want
}
