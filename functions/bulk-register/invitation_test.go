package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
)

var link = regexp.MustCompile(`/app/reset#token=(lki_\S+)`)

// invitation is the token of the newest one to an address.
func invitation(t *testing.T, w *world.World, address string) token.Token {
	t.Helper()
	messages := w.Outbox.Messages(address)
	if len(messages) == 0 {
		t.Fatalf("nothing was mailed to %s", address)
	}
	tok, ok := token.Parse(token.Invitation, link.FindStringSubmatch(messages[0].Text + "\n" + "/app/reset#token=lki_")[1])
	if !ok {
		t.Fatalf("no invitation: %s", messages[0].Text)
	}
	return tok
}

func byName(t *testing.T, w *world.World, name string) account.User {
	t.Helper()
	id, err := w.Store.UsernameOwner(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	u, err := w.Store.WholeUser(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func guest(name string, changes member) member {
	i := user(name, member{"password_hash": nil})
	for member, value := range changes {
		i[member] = value
	}
	return i
}

// Nobody is mailed unless the item says so. What is confirmed by an admin is told nothing.
func TestWhoIsMailed(t *testing.T) {
	w, h := setUp(t, true)
	for _, c := range []struct {
		name      string
		changes   member
		messages  int
		confirmed bool
		by        account.Confirmer
	}{
		{"quiet", member{"notify": false}, 0, false, ""},
		{"wanted", member{"notify": false, "2fa": true}, 0, false, ""},
		{"told", nil, 1, false, ""},
		{"sure", member{"notify": false, "email_confirmed": true, "2fa": true}, 0, true, account.ByAdmin},
		{"surely", member{"email_confirmed": true}, 0, true, account.ByAdmin},
		{"later", member{"notify": false, "email_confirmed": true, "password_hash": nil}, 0, true, account.ByAdmin},
	} {
		got := post(t, h, "", users(t, user(c.name, c.changes))).Outcomes(t)
		u := byName(t, w, c.name)
		if got != "201" || u.EmailConfirmed != c.confirmed || u.ConfirmedBy != c.by || u.Language != "en" {
			t.Errorf("%s: %s, %+v", c.name, got, u)
		}
		if n := len(w.Outbox.Messages(u.Email)); n != c.messages {
			t.Errorf("%s: %d messages", c.name, n)
		}
		if owner, err := w.Store.Ownership(t.Context(), account.Email, u.Email); err != nil || (owner.Prover == u.ID) != c.confirmed {
			t.Errorf("%s: the claim %+v, %v", c.name, owner, err)
		}
		if on := u.TwoFactor() == account.FactorEmail; on != (c.name == "sure") {
			t.Errorf("%s: the second factor waits for the confirmation: %+v", c.name, u)
		}
	}
}

// An invited user has no password. The same item again renews the invitation and changes nothing
// else, and the token before is replaced.
func TestInvitations(t *testing.T) {
	w, h := setUp(t, true)
	item := guest("mary", member{"profile": member{"a": 1}, "language": "de"})
	if got := post(t, h, "", users(t, item)).Outcomes(t); got != "201" {
		t.Fatal(got)
	}
	first, u := invitation(t, w, "mary@latchkey.example"), byName(t, w, "mary")
	if !u.Invited(first, w.Now()) || u.PasswordHash != "" || u.EmailConfirmed || !u.Invitation.Expires.Equal(u.CreatedAt.Add(7*24*time.Hour)) || w.Hasher.Computed() != 0 {
		t.Errorf("%+v", u)
	}
	w.Pass(8 * 24 * time.Hour)
	if u.Invited(first, w.Now()) {
		t.Error("it is valid after a week")
	}
	for _, again := range []member{item, guest("MARY", member{"email": "Mary@Latchkey.Example", "profile": member{"a": 2}, "language": "fr"})} {
		if got := post(t, h, "", users(t, again)).Outcomes(t); got != "200" {
			t.Error(got)
		}
		newer, now := invitation(t, w, "mary@latchkey.example"), byName(t, w, "mary")
		if !now.Invited(newer, w.Now()) || now.Invited(first, w.Now()) || now.Profile != `{"a":1}` || now.Language != "de" || now.ID != u.ID {
			t.Errorf("%+v", now)
		}
		first = newer
	}
	if n := len(w.Recorded(t, u.ID, audit.Invited)); n != 3 || w.Count(t)["Users"] != 1 {
		t.Errorf("%d records, %v", n, w.Count(t))
	}
	for name, other := range map[string]member{
		"another address": guest("mary", member{"email": "other@latchkey.example"}), "a password": user("mary", nil),
	} {
		if got := post(t, h, "", users(t, other)).Outcomes(t); got != "409 username_taken username:username_taken" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// Without a username, the address says who is invited again. A user with a password is not.
func TestInvitationsByAddress(t *testing.T) {
	w, h := setUp(t, true)
	unnamed := member{"email": "mary@latchkey.example", "notify": true}
	a := post(t, h, "", users(t, unnamed))
	again := post(t, h, "", users(t, unnamed))
	if a.Outcomes(t) != "201" || again.Outcomes(t) != "200" || again.Results(t)[0].User.ID != a.Results(t)[0].User.ID {
		t.Errorf("%s, %s", a.Body, again.Body)
	}
	w.User(t, "anne", nil)
	if got := post(t, h, "", users(t, member{"email": "anne@latchkey.example", "notify": true})).Outcomes(t); got != "409 email_taken email:email_taken" {
		t.Error(got)
	}
	w.User(t, "rose", func(u *account.User) { u.EmailConfirmed = false })
	if got := post(t, h, "", users(t, member{"email": "rose@latchkey.example", "notify": true})).Outcomes(t); got != "201" {
		t.Errorf("an address that a stranger typed: %s", got)
	}
}

// An admin invites whom strangers were not to write to, and within a budget of their own. What is
// beyond it makes no account, and keeps the invitation that is there.
func TestBudgetOfInvitations(t *testing.T) {
	w, h := setUp(t, true)
	const address = "mary@latchkey.example"
	quiet := passcode.NotMe(w.Issuer.Throttles, address)
	if _, err := w.Store.Hush(t.Context(), quiet, w.Now().Add(24*time.Hour), w.Now()); err != nil {
		t.Fatal(err)
	}
	for n := range throttle.AskAdmin.PartMax {
		if got := post(t, h, "", users(t, guest("mary", nil))).Outcomes(t); !strings.HasPrefix(got, "20") {
			t.Errorf("invitation %d: %s", n+1, got)
		}
	}
	valid := invitation(t, w, address)
	for _, item := range []member{guest("mary", nil), guest("other", member{"email": address})} {
		if got := post(t, h, "", users(t, item)).Outcomes(t); got != "429 too_many_requests" {
			t.Error(got)
		}
	}
	if u := byName(t, w, "mary"); !u.Invited(valid, w.Now()) || w.Count(t)["Users"] != 1 || len(w.Outbox.Messages(address)) != throttle.AskAdmin.PartMax {
		t.Errorf("%+v, %v", u, w.Count(t))
	}
}

// an invitation that was refused makes no account, and one that was to be renewed is valid
// still.
func TestUndeliveredInvitations(t *testing.T) {
	w, h := setUp(t, true)
	item := users(t, guest("mary", nil))
	w.Senders.Break(testdb.Throttled)
	if got := post(t, h, "", item).Outcomes(t); got != "503 delivery_failed" || w.Count(t)["Users"]+w.Count(t)["Claims"] != 0 {
		t.Errorf("%s, %v", got, w.Count(t))
	}
	w.Senders.Break(testdb.None)
	post(t, h, "", item)
	valid := invitation(t, w, "mary@latchkey.example")
	w.Senders.Break(testdb.Throttled)
	if got := post(t, h, "", item).Outcomes(t); got != "503 delivery_failed" || !byName(t, w, "mary").Invited(valid, w.Now()) {
		t.Errorf("%s, %+v", got, byName(t, w, "mary"))
	}
	w.Senders.Break(testdb.Dropped)
	got := post(t, h, "", item).Outcomes(t)
	if u := byName(t, w, "mary"); got != "503 delivery_unsure" || !u.Invited(invitation(t, w, u.Email), w.Now()) {
		t.Errorf("it may arrive: %s, %+v", got, u)
	}
}

// A new invitation, and one that is renewed.
func TestFaultsOfInvitations(t *testing.T) {
	w, h := setUp(t, true)
	invite := func(name string) world.Call { return as(account.RoleAdmin, "", users(t, guest(name, nil))) }
	world.Trial{World: w, Handler: h, Status: 207, Sends: world.AnInvitation, Acts: []string{"invited by another", "registered by another"}, Begin: invite}.Faults(t)
	world.Trial{World: w, Handler: h, Status: 207, Sends: world.AnInvitation, Acts: []string{"invited by another"}, Begin: func(name string) world.Call {
		world.Do(t, h, invite(name))
		return invite(name)
	}}.Faults(t)
}
