package main

import (
	"maps"
	"sync"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	h := handler{users: w.Store, issuer: w.Issuer, redeemer: w.Redeemer, notifier: w.Notifier, now: w.Now}
	return w, api.Handle(api.Users, w.Now, h.serve)
}

func call(w *world.World, by account.User, id account.ID, headers ...string) world.Call {
	c := world.Call{
		Method: "DELETE", Path: map[string]string{"id": id.String()}, Headers: map[string]string{},
		Caller: &api.Caller{UserID: by.ID, Role: by.Role, SignedInAt: w.Now()},
	}
	for i := 0; i+1 < len(headers); i += 2 {
		c.Headers[headers[i]] = headers[i+1]
	}
	return c
}

func asAdmin(u *account.User) {
	u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail)
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	mary, anne, boss := w.User(t, "mary", nil), w.User(t, "anne", nil), w.User(t, "boss", asAdmin)
	stale := call(w, mary, mary.ID)
	stale.Caller.SignedInAt = w.Now().Add(-15 * time.Minute)
	issue := func(u account.User, purpose passcode.Purpose, of account.ID) []string {
		id, code := w.Issue(t, passcode.Request{User: u, Purpose: purpose, Channel: account.Email, Change: of.String()})
		return []string{"Challenge-Id", id, "Challenge-Code", code}
	}
	annes := issue(anne, passcode.DeleteUser, anne.ID)
	ofAnother := issue(mary, passcode.DeleteUser, anne.ID)
	signIn := issue(mary, passcode.SignIn, mary.ID)
	last := issue(boss, passcode.DeleteUser, boss.ID)
	before := w.Count(t)
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"R-87: an old session", stale, 403, "reauthentication_required"},
		{"R-103: another", call(w, mary, anne.ID), 404, "user_not_found"},
		{"an admin, nobody", call(w, boss, 1), 404, "user_not_found"},
		{"half an answer", call(w, mary, mary.ID, "Challenge-Id", "x"), 422, "invalid_fields"},
		{"R-93: another's code", call(w, mary, mary.ID, annes...), 410, "challenge_closed"},
		{"a code to delete another", call(w, mary, mary.ID, ofAnother...), 410, "challenge_closed"},
		{"R-35: a code to sign in", call(w, mary, mary.ID, signIn...), 410, "challenge_closed"},
		{"R-95: the last admin", call(w, boss, boss.ID, last...), 409, "last_admin"},
	} {
		if a := world.Do(t, h, c.call); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	after := w.Count(t)
	for _, counts := range []map[string]int{before, after} {
		delete(counts, "Throttles")
	}
	if !maps.Equal(after, before) {
		t.Errorf("%v, before %v", after, before)
	}
}

// nothing is left of the user; the name and the address are free.
func TestDelete(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", func(u *account.User) {
		u.PhoneNumber, u.PhoneConfirmed, u.Factors = "+447700900123", true, account.Held(account.FactorSMS)
	})
	s := w.SignIn(t, u)
	w.SignIn(t, u)
	w.PIN(t, u)
	w.Remember(t, u)
	_, shown := w.Remember(t, u)
	w.Issue(t, passcode.Request{User: u, Purpose: passcode.SignIn, Channel: account.Email})
	a := world.Do(t, h, call(w, u, u.ID))
	asked := world.Into[wire.Challenged](t, a)
	challenge := asked.Challenge
	if a.Status != 202 || asked.Result != "challenge" || challenge.Channel != "sms" || challenge.Purpose != "delete_user" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	var done world.Answer
	calls := w.Edge.During(func() {
		done = world.Do(t, h, call(w, u, u.ID, "Challenge-Id", challenge.ID, "Challenge-Code", w.Code(t, u.PhoneNumber)))
	})
	if done.Status != 204 || calls.Rounds() > 4 {
		t.Errorf("%d %s, %d round trips: %v", done.Status, done.Body, calls.Rounds(), calls.Operations())
	}
	left := w.Count(t)
	delete(left, "Throttles") // keyed hashes and counts
	if acts := w.LastActs(t, u, 1); !maps.Equal(left, map[string]int{"AuditEvents": len(w.Acts(t, u))}) || acts[0] != "deleted by self" {
		t.Errorf("left: %v, %v", left, acts)
	}
	if _, _, err := w.Store.Session(t.Context(), u.ID, s.TokenHash); err == nil {
		t.Error("the session is good still")
	}
	if w.Known(t, shown, u).Known() {
		t.Error("the device is known still")
	}
	if m := w.Outbox.Messages(u.Email); m[0].Subject != "Your account at Latchkey was deleted" {
		t.Errorf("%+v", m[0])
	}
	w.User(t, "mary", func(u *account.User) { u.PhoneNumber = "+447700900123" })
}

// fifty times the right code, one deletion.
func TestOneDeletion(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	challenge := world.Into[wire.Challenged](t, world.Do(t, h, call(w, u, u.ID))).Challenge
	code := w.Code(t, u.Email)
	statuses := make([]int, 50)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range statuses {
		done.Go(func() {
			start.Wait()
			statuses[i] = world.Do(t, h, call(w, u, u.ID, "Challenge-Id", challenge.ID, "Challenge-Code", code)).Status
		})
	}
	start.Done()
	done.Wait()
	counts := map[int]int{}
	for _, s := range statuses {
		counts[s]++
	}
	if counts[204] != 1 || counts[404]+counts[410]+counts[409] != 49 {
		t.Errorf("%v", counts)
	}
}

// An admin deletes another user by a code that is sent to the admin.
func TestAdminDeletes(t *testing.T) {
	w, h := setUp(t)
	boss, u := w.User(t, "boss", asAdmin), w.User(t, "mary", func(u *account.User) { u.Profile, u.Metadata = "{}", "{}" })
	challenge := world.Into[wire.Challenged](t, world.Do(t, h, call(w, boss, u.ID))).Challenge
	a := world.Do(t, h, call(w, boss, u.ID, "Challenge-Id", challenge.ID, "Challenge-Code", w.Code(t, boss.Email)))
	if a.Status != 204 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if _, err := w.Store.User(t.Context(), u.ID); err == nil || w.Count(t)["Profiles"] != 0 {
		t.Error("the user is there still, or their profile")
	}
	if _, err := w.Store.User(t.Context(), boss.ID); err != nil {
		t.Errorf("the admin: %v", err)
	}
}

// The key that the account was made with stays used, and no longer says by whom.
func TestRegistrationKeyForgets(t *testing.T) {
	w, h := setUp(t)
	now := w.Now()
	key := registrationkey.Key{ID: 7, Hash: "h", Active: true, CreatedAt: now, UpdatedAt: now, ExpiresAt: now.Add(time.Hour)}
	if err := w.Store.IssueKeys(t.Context(), []registrationkey.Key{key}); err != nil {
		t.Fatal(err)
	}
	u := account.NewDraft("mary", "mary@latchkey.example", "", "").User(77, "hash", now)
	u.RegistrationKey, u.EmailConfirmed = key.ID, true
	if err := w.Store.CreateUser(t.Context(), &key, u, nil, false); err != nil {
		t.Fatal(err)
	}
	challenge := world.Into[wire.Challenged](t, world.Do(t, h, call(w, u, u.ID))).Challenge
	if a := world.Do(t, h, call(w, u, u.ID, "Challenge-Id", challenge.ID, "Challenge-Code", w.Code(t, u.Email))); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	left, err := w.Store.RegistrationKey(t.Context(), key.ID)
	if err != nil || left.UsedBy != 0 || left.Active {
		t.Errorf("%+v, %v", left, err)
	}
}

// what the user has enrolled goes with the account, by a code of what is removed, and the passkey is nobody's.
func TestEnrolled(t *testing.T) {
	w, h := setUp(t)
	phone := w.Authenticator(t, w.User(t, "mary", nil), w.Now().Add(-100*time.Hour))
	challenge := world.Into[wire.Challenged](t, world.Do(t, h, call(w, phone.User, phone.ID))).Challenge
	if challenge.Method != account.TOTP {
		t.Fatalf("%+v", challenge)
	}
	if a := world.Do(t, h, call(w, phone.User, phone.ID, "Challenge-Id", challenge.ID, "Challenge-Code", phone.Recovery[0])); a.Status != 401 {
		t.Errorf("a recovery code deletes nobody: %d %s", a.Status, a.Body)
	}
	if a := world.Do(t, h, call(w, phone.User, phone.ID, "Challenge-Id", challenge.ID, "Challenge-Code", phone.Code(t, w.Now()))); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if left := w.Count(t); left["Factors"] != 0 || left["Users"] != 0 {
		t.Errorf("%v", left)
	}
	boss := w.User(t, "boss", asAdmin)
	laptop := w.Passkey(t, w.Authenticator(t, w.User(t, "anne", nil), w.Now()).User, w.Now())
	w.Begin(t, laptop.User, "a session")
	challenge = world.Into[wire.Challenged](t, world.Do(t, h, call(w, boss, laptop.ID))).Challenge
	if a := world.Do(t, h, call(w, boss, laptop.ID, "Challenge-Id", challenge.ID, "Challenge-Code", w.Code(t, boss.Email))); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if left := w.Count(t); left["Factors"] != 1 || left["Claims"] != 3 {
		t.Errorf("more is left than an enrolment, which expires, and what the admin has: %v", left)
	}
	if _, _, err := w.Store.PasskeyOwner(t.Context(), laptop.Factor.Passkey.CredentialID); err == nil {
		t.Error("the passkey is somebody's still")
	}
}
