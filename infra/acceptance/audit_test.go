package acceptance

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// what is done to an account is recorded with who did it, from where and
// in which request; when the account is deleted, only the records are left.
func TestAuditTrail(t *testing.T) {
	s := start(t)
	sc := &scene{service: s, people: map[string]*person{}}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(sc.admin(t.Context(), "boss"))
	boss, mary := sc.person("boss"), sc.person("mary")
	var err error
	boss.token, err = sc.signIn(boss, "boss")
	must(err)
	must(sc.user("mary", true))
	mary.token, err = sc.signIn(mary, "mary")
	must(err)
	id, err := sc.id("mary")
	must(err)
	must(sc.say(request{method: "PATCH", path: "/users/me", body: `{"username":"mary2"}`, token: mary.token}))
	requestID := sc.last.header.Get("X-Request-Id")
	must(sc.say(request{method: "PATCH", path: "/users/" + id, body: `{"role":"support"}`, token: boss.token}))
	must(sc.say(request{method: "DELETE", path: "/users/me", token: mary.token}))
	code, err := sc.newest(mary.email)
	must(err)
	must(sc.give(code))
	must(sc.expect(204))

	must(sc.say(request{method: "GET", path: "/api/v1/admin/users/mary/audit?id=" + id, token: boss.token}))
	var page struct {
		Events []struct {
			Event, Address string
			RequestID      string `json:"request_id"`
			Actor          int64  `json:"actor_id"`
			Subject        int64  `json:"user_id"`
		}
	}
	must(json.Unmarshal([]byte(sc.last.body), &page))
	var names []string
	for _, e := range page.Events {
		names = append(names, e.Event)
		byBoss := e.Event == "role_changed"
		if fmt.Sprint(e.Subject) != id || (e.Actor == e.Subject) == byBoss || !fromHere(e.Address) || e.RequestID == "" {
			t.Errorf("%+v", e)
		}
		if e.Event == "username_changed" && e.RequestID != requestID {
			t.Errorf("the request was %s: %+v", requestID, e)
		}
	}
	want := []string{"deleted", "role_changed", "username_changed", "signed_in", "signed_in", "2fa_changed", "email_confirmed", "registered"}
	if len(names) == len(want) {
		slices.Sort(names[5:7]) // of one write, and so in any order
	}
	if !slices.Equal(names, want) {
		t.Errorf("%v", names)
	}
	for _, table := range s.Tables {
		for _, item := range s.scan(t, table.LogicalID) {
			if text := dump(item); strings.Contains(text, "mary") {
				t.Errorf("%s keeps %s", table.LogicalID, text)
			}
			if n, ok := item["user_id"].(*types.AttributeValueMemberN); ok && n.Value == id && table.LogicalID != "AuditEventsTable" {
				t.Errorf("%s keeps something of the user", table.LogicalID)
			}
		}
	}
}
