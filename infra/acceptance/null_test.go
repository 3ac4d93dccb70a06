package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"latchkey/infra/contract"
	"latchkey/infra/testing/proof"
)

// caller is an admin who is signed in.
type caller struct{ token, id string }

// path is the path of a member's route, with the admin as the target user.
func (c caller) path(m contract.Member) string {
	return parameters.Replace(strings.ReplaceAll(m.Path, "{id}", c.id))
}

// withAdmin gives a service of its own, with an admin who has just signed in.
func withAdmin(t *testing.T) (service, caller) {
	t.Helper()
	s := start(t)
	sc := &scene{service: s, people: map[string]*person{}}
	if err := sc.admin(t.Context(), "boss"); err != nil {
		t.Fatal(err)
	}
	token, err := sc.signIn(sc.person("boss"), "boss")
	if err != nil {
		t.Fatal(err)
	}
	me := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", token)
	return s, caller{token, fmt.Sprintf("%.0f", me.at("id"))}
}

// bodyAt is a body that has nothing but a value at the place of a member, and how an answer names the place.
func bodyAt(m contract.Member, value string) (body, field string) {
	body = value
	for _, name := range slices.Backward(m.Name) {
		if name == "" {
			body, field = "["+body+"]", "0."+field
			continue
		}
		body, field = `{"`+name+`":`+body+`}`, name+"."+field
	}
	return body, strings.TrimSuffix(field, ".")
}

// refusedNull holds where an answer, or that to the one item of a request, refuses null at a field.
func refusedNull(a answer, field string) bool {
	refusal := a.body
	if a.status == 207 { // an item names its own members
		return strings.Contains(refusal, `"code":"not_nullable"`) && strings.Contains(refusal, `"field":"`+strings.TrimPrefix(field, "users.0.")+`"`)
	}
	return a.status == 422 && strings.Contains(refusal, `"code":"not_nullable"`) && strings.Contains(refusal, `"field":"`+field+`"`)
}

// null is refused for every member of every route whose schema does not list it, and for no other. The
// table comes from the contract, so that new members are tested, too.
func TestNullIsRefusedWhereTheContractHasNone(t *testing.T) {
	s, admin := withAdmin(t)
	promised, err := promise()
	if err != nil {
		t.Fatal(err)
	}
	nullable, attacks := 0, proof.Count(t, proof.Attacks)
	for _, m := range promised.Members() {
		attacks.Add(1)
		body, field := bodyAt(m, "null")
		a := s.do(t, m.Method, admin.path(m), body, "PRIVATE-TOKEN", admin.token)
		if m.Nullable {
			nullable++
		}
		if item := m.Name[len(m.Name)-1] == "" && a.status == 207; item {
			if !strings.Contains(a.body, `"code":"wrong_type"`) {
				t.Errorf("%s %s %s: %d %s", m.Method, m.Path, body, a.status, a.body)
			}
			continue
		}
		if refusedNull(a, field) == m.Nullable {
			t.Errorf("%s %s %s: %d %s", m.Method, m.Path, body, a.status, a.body)
		}
	}
	if nullable != 7 || len(promised.Members()) < 40 {
		t.Errorf("%d of %d members may be null; only phone number, profile and metadata of a user may", nullable, len(promised.Members()))
	}
}

// Every route refuses null as a body, and a member of another type than the contract's.
func TestOtherTypesThanTheContracts(t *testing.T) {
	s, admin := withAdmin(t)
	promised, err := promise()
	if err != nil {
		t.Fatal(err)
	}
	attacks := proof.Count(t, proof.Attacks)
	for _, m := range promised.Members() {
		wrong := `{}`
		if m.Type == "object" {
			wrong = `7`
		}
		for _, body := range []string{"null", first(bodyAt(m, wrong))} {
			attacks.Add(1)
			a := s.do(t, m.Method, admin.path(m), body, "PRIVATE-TOKEN", admin.token)
			if !strings.Contains(a.body, `"code":"wrong_type"`) || a.status != 400 && a.status != 207 {
				t.Errorf("%s %s %s: %d %s", m.Method, m.Path, body, a.status, a.body)
			}
		}
	}
}

func first(body, _ string) string { return body }
