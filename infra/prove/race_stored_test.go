package prove_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/throttle"
)

type item = map[string]types.AttributeValue

// word is a text or a number of an item; empty where there is none.
func word(v types.AttributeValue) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		return v.Value
	case *types.AttributeValueMemberBOOL:
		return fmt.Sprint(v.Value)
	}
	return ""
}

func numeric(n string) types.AttributeValue { return &types.AttributeValueMemberN{Value: n} }
func textual(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

// account is what is stored of a user; nil where they are gone.
func (r *round) account(id string) item {
	r.Helper()
	return r.Stored(r, "UsersTable", item{"id": numeric(id)})
}

// holder is who has a claim, such as "email#…"; empty where nobody has.
func (r *round) holder(claim string) string {
	r.Helper()
	return word(r.Stored(r, "ClaimsTable", item{"value": textual(claim)})["user_id"])
}

// holds expects a claim to be somebody's, or nobody's.
func (r *round) holds(claim, id string) {
	r.Helper()
	if got := r.holder(claim); got != id {
		r.Errorf("%s is of %q, want %q", claim, got, id)
	}
}

// sessions expects so many to be stored of a user.
func (r *round) sessions(u *user, want int) {
	r.Helper()
	if n := len(r.Of(r, "SessionsTable", u.id)); n != want {
		r.Errorf("%d sessions are stored, want %d", n, want)
	}
}

// acts are the records of what was done to a user, by their names, leaving out those that are refusals.
func (r *round) acts(u *user) map[string]int {
	r.Helper()
	counts := map[string]int{}
	for _, e := range r.Of(r, "AuditEventsTable", u.id) {
		counts[word(e["event"])]++
	}
	return counts
}

// mark remembers what was recorded before the race.
func (r *round) mark(u *user) *user {
	r.Helper()
	u.before = r.acts(u)
	return u
}

// recorded expects what was done to a user in the race, as pairs of a name and how often.
func (r *round) recorded(u *user, want map[string]int) {
	r.Helper()
	got := r.acts(u)
	for name, n := range u.before {
		if got[name] -= n; got[name] == 0 {
			delete(got, name)
		}
	}
	if !maps.Equal(got, want) {
		r.Errorf("recorded %v, want %v", got, want)
	}
}

// status is that of a token.
func (r *round) status(token string) int {
	r.Helper()
	return r.Do(r, "GET", "/users/me", "", from(network(), token)...).Status
}

// works expects a token to be good, or to be none.
func (r *round) works(token string, want bool) {
	r.Helper()
	if status := r.status(token); status != map[bool]int{true: 200, false: 401}[want] {
		r.Errorf("the token is answered with %d", status)
	}
}

// mailed expects so many messages to an address that have a text in them.
func (r *round) mailed(to, with string, want int) {
	r.Helper()
	n := 0
	for _, m := range r.Outbox.Messages(to) {
		if strings.Contains(m.Subject+"\n"+m.Text, with) {
			n++
		}
	}
	if n != want {
		r.Errorf("%d messages with %q to %s, want %d", n, with, to, want)
	}
}

// gone expects nothing to be left of a user by which they, or somebody else, could be found.
func (r *round) gone(u *user, claims ...string) {
	r.Helper()
	if left := r.account(u.id); left != nil {
		r.Errorf("%s is still stored, with %d attributes", u.name, len(left))
	}
	for _, claim := range append(claims, "username#"+u.name, "email#"+u.email()) {
		r.holds(claim, "")
	}
	for _, left := range append(r.Of(r, "FactorsTable", u.id), r.Of(r, "ProfilesTable", u.id)...) {
		if left["expires_at"] == nil { // an enrolment that was only begun, which nobody can confirm, expires
			r.Errorf("%s has left an item with %d attributes", u.name, len(left))
		}
	}
}

// checkAll compares the tables with one another, after all races.
func (s *arena) checkAll(t testing.TB) {
	t.Helper()
	users, admins := map[string]item{}, 0
	for _, u := range s.Items(t, "UsersTable") {
		users[word(u["id"])] = u
		if word(u["role"]) == "admin" && word(u["status"]) == "active" {
			admins++
		}
	}
	held := map[string]string{}
	for _, c := range s.Items(t, "ClaimsTable") {
		value := word(c["value"])
		if count := word(c["count"]); value == "admins" && count != fmt.Sprint(admins) {
			t.Errorf("%s active admins are counted, and there are %d", count, admins)
		}
		if held[value] = word(c["user_id"]); held[value] != "" && users[held[value]] == nil {
			t.Errorf("%s is of a user who is gone", value)
		}
		checkClaim(t, value, users[held[value]])
	}
	for id, u := range users {
		for claim, must := range map[string]bool{
			"username#" + word(u["username"]): true, "email#" + word(u["email"]): word(u["email_confirmed"]) == "true",
			"phone#" + word(u["phone_number"]): word(u["phone_confirmed"]) == "true",
		} {
			if must && held[claim] != id {
				t.Errorf("%s is of %q, and the user is %s", claim, held[claim], id)
			}
		}
	}
	s.checkLimits(t)
}

// checkClaim expects the holder of a claim to have what it is on.
func checkClaim(t testing.TB, value string, holder item) {
	t.Helper()
	kind, name, _ := strings.Cut(value, "#")
	has, known := map[string]string{"username": "username", "email": "email", "phone": "phone_number"}[kind]
	if known && holder != nil && word(holder[has]) != name {
		t.Errorf("%s is of a user with the %s %s", value, has, word(holder[has]))
	}
}

// checkLimits expects no limit to have let more through than it may.
func (s *arena) checkLimits(t testing.TB) {
	t.Helper()
	most := map[string]int{}
	for _, l := range throttle.All {
		most[l.Name] = l.Max
	}
	for _, c := range s.Items(t, "ThrottlesTable") {
		name, _, _ := strings.Cut(word(c["scope"]), "#")
		if attempts, ok := c["attempts"].(*types.AttributeValueMemberSS); ok && most[name] > 0 && len(attempts.Value) > most[name] {
			t.Errorf("%s counts %d, and allows %d", name, len(attempts.Value), most[name])
		}
	}
}
