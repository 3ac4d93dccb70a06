package acceptance

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/clients/protect"
	"latchkey/infra/local/stack"
)

// forged are headers that claim to be another user, of kinds that some services trust.
var forged = []string{
	"X-User-Id", "1", "User_id", "1", "X-Role", "admin", "Role", "admin", "X-Forwarded-User", "boss",
	"X-Amzn-Authorizer", `{"user_id":"1","role":"admin"}`,
}

// bearing is what a client sends that has a token and claims to be another user.
func bearing(token string) []string {
	return slices.Concat(forged, []string{"Authorization", "Bearer " + token})
}

// tokens are those of an admin, two users, and a session that has ended.
type tokens struct{ boss, mary, anne, ended string }

func (s service) tokens(t *testing.T) (all tokens) {
	t.Helper()
	sc := &scene{service: s, people: map[string]*person{}}
	if err := sc.admin(t.Context(), "boss"); err != nil {
		t.Fatal(err)
	}
	var err error
	if all.boss, err = sc.signIn(sc.person("boss"), "boss"); err != nil {
		t.Fatal(err)
	}
	s.account(t, "mary", false)
	s.account(t, "anne", false)
	all.mary, all.ended, all.anne = s.token(t, "mary"), s.token(t, "mary"), s.token(t, "anne")
	s.logOut(t, all.ended)
	return all
}

func (s service) logOut(t *testing.T, token string) {
	t.Helper()
	if a := s.do(t, "POST", "/users/logout", "", "PRIVATE-TOKEN", token); a.status != 204 {
		t.Fatalf("logout: %d %s", a.status, a.body)
	}
}

// notes are the texts of an answer, and their owners.
func (a answer) notes(t *testing.T) (texts []string, owners map[int64]bool) {
	t.Helper()
	var page struct {
		Notes []struct {
			Owner int64
			Text  string
		}
	}
	if err := json.Unmarshal([]byte(a.body), &page); err != nil || a.status != 200 {
		t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
	owners = map[int64]bool{}
	for _, n := range page.Notes {
		texts = append(texts, n.Text)
		owners[n.Owner] = true
	}
	return texts, owners
}

// another team's gateway refuses a request without a valid session, and its
// function is not called; the caller is the one that Latchkey names, not the one that the client
// names.
func TestProtectedAPI(t *testing.T) {
	s := start(t)
	n, who := beside(t, s), s.tokens(t)
	n.refusesStrangers(t, who)
	n.knowsItsCallers(t, who)

	ran := n.ran.Load()
	s.logOut(t, who.mary)
	if a := n.do(t, "GET", "/notes/mine", "", bearing(who.mary)...); a.status != 403 || n.ran.Load() != ran {
		t.Errorf("on the next request after logout: %d %s, called %d times", a.status, a.body, n.ran.Load()-ran)
	}
	if texts, _ := n.do(t, "GET", "/notes/mine", "", bearing(who.anne)...).notes(t); len(texts) != 1 {
		t.Errorf("anne, who is still signed in, has %v", texts)
	}
	for _, secret := range []string{who.boss, who.mary, who.anne, who.ended} {
		if strings.Contains(s.log.String()+n.log.String(), secret) {
			t.Error("R-143: a token is in the log")
		}
	}
}

func (n *neighbour) refusesStrangers(t *testing.T, who tokens) {
	for name, headers := range map[string][]string{
		"no token":               nil,
		"forged headers":         forged,
		"no token of Latchkey":   {"Authorization", "Bearer x"},
		"a password":             {"Authorization", "Basic bWFyeTp4"},
		"a session that ended":   {"Authorization", "Bearer " + who.ended},
		"in the other place":     {"PRIVATE-TOKEN", who.ended},
		"a token in each header": {"Authorization", "Bearer " + who.mary, "PRIVATE-TOKEN", who.mary},
	} {
		for _, route := range []string{"GET /notes/mine", "GET /notes/all", "POST /notes"} {
			method, path, _ := strings.Cut(route, " ")
			a := n.do(t, method, path, "", headers...)
			if a.status != 403 || a.body != `{"message":"Forbidden"}` {
				t.Errorf("%s, %s: %d %s", name, route, a.status, a.body)
			}
		}
	}
	if ran := n.ran.Load(); ran != 0 {
		t.Fatalf("without a caller, the function was called %d times", ran)
	}
}

func (n *neighbour) knowsItsCallers(t *testing.T, who tokens) {
	for token, text := range map[string]string{who.mary: "feed the cat", who.anne: "call the plumber", who.boss: "look at the notes"} {
		if a := n.do(t, "POST", "/notes", fmt.Sprintf(`{"text":%q,"owner":1}`, text), bearing(token)...); a.status != 201 {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	a := n.do(t, "GET", "/notes/all", "", bearing(who.mary)...)
	if a.status != 403 || a.text("code") != "forbidden" || a.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("staff's notes, to a user: %d %s", a.status, a.body)
	}
	for _, headers := range [][]string{bearing(who.mary), {"PRIVATE-TOKEN", who.mary}} {
		texts, owners := n.do(t, "GET", "/notes/mine", "", headers...).notes(t)
		if fmt.Sprint(texts) != "[feed the cat]" || len(owners) != 1 || owners[1] {
			t.Errorf("mary's notes: %v of %v", texts, owners)
		}
	}
	if texts, owners := n.do(t, "GET", "/notes/all", "", bearing(who.boss)...).notes(t); len(texts) != 3 || len(owners) != 3 || owners[1] {
		t.Errorf("all notes: %v of %v", texts, owners)
	}
}

// a service that runs elsewhere learns the caller from Latchkey.
func TestGuardedService(t *testing.T) {
	s := startNew(t)
	own := guardedBy(t, s)
	s.account(t, "mary", false)
	mary := s.token(t, "mary")
	if a := own.do(t, "GET", "/users", "", bearing(mary[:len(mary)-1])...); a.status != 401 || a.text("code") != "token_invalid" {
		t.Errorf("a token that was cut: %d %s", a.status, a.body)
	}
	if a := own.do(t, "GET", "/staff", "", bearing(mary)...); a.status != 403 || a.text("code") != "forbidden" {
		t.Errorf("staff's, to a user: %d %s", a.status, a.body)
	}
	me := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", mary)
	for _, headers := range [][]string{bearing(mary), {"PRIVATE-TOKEN", mary}} {
		a := own.do(t, "GET", "/users", "", headers...)
		if a.status != 200 || a.at("id") == nil || a.at("id") != me.at("id") || a.text("role") != "user" {
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	s.logOut(t, mary)
	if a := own.do(t, "GET", "/users", "", bearing(mary)...); a.status != 401 {
		t.Errorf("on the next request after logout: %d %s", a.status, a.body)
	}
	s.Stop()
	if a := own.do(t, "GET", "/users", "", bearing(mary)...); a.status != 503 || a.text("code") != "temporarily_unavailable" {
		t.Errorf("without Latchkey: %d %s", a.status, a.body)
	}
}

// guardedBy is a plain service that says who calls, behind a guard.
func guardedBy(t *testing.T, latchkey service) service {
	t.Helper()
	guard, err := protect.NewGuard(latchkey.URL, nil, 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	hello := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller, _ := protect.CallerOf(r.Context())
		_, _ = io.WriteString(w, fmt.Sprintf(`{"id":%d,"role":%q}`, caller.UserID, caller.Role))
	})
	mux := http.NewServeMux()
	mux.Handle("/users", guard.For(protect.Users)(hello))
	mux.Handle("/staff", guard.For(protect.Staff)(hello))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return service{Stack: &stack.Stack{URL: server.URL}}
}
