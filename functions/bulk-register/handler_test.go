package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"latchkey/infra/testing/importedhash"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/flag"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
)

func setUp(t *testing.T, confirm bool) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, serving(t, w, confirm)
}

func serving(t *testing.T, w *world.World, confirm bool) world.Handler {
	t.Helper()
	registrar := w.Registrar()
	registrar.Confirm = confirm
	h := handler{registrar: registrar, requests: w.Requests(t), users: w.Store, language: "en"}
	return api.Handle(api.Admins, w.Now, h.serve)
}

// as is a request of somebody with a role; the key is left out where it is empty.
func as(role account.Role, key, body string) world.Call {
	c := world.Call{Body: body, Headers: map[string]string{}, Caller: &api.Caller{UserID: 7, Role: role, Session: "h"}}
	if key != "" {
		c.Headers["Idempotency-Key"] = key
	}
	return c
}

func post(t *testing.T, h world.Handler, key, body string) world.Answer {
	t.Helper()
	return world.Do(t, h, as(account.RoleAdmin, key, body))
}

type member = map[string]any

// user is a valid item with members changed; nil takes one out.
func user(name string, changes member) member {
	i := member{"username": name, "email": name + "@latchkey.example", "password_hash": imported, "notify": true}
	for member, value := range changes {
		if i[member] = value; value == nil {
			delete(i, member)
		}
	}
	return i
}

func plain(name string) member {
	return user(name, member{"password_hash": nil, "password": world.Password})
}

func users(t *testing.T, items ...member) string {
	t.Helper()
	out, err := json.Marshal(member{"users": items})
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func many(n int) (items []member) {
	for i := range n {
		items = append(items, user(fmt.Sprintf("user%d", i), nil))
	}
	return items
}

// imported is a hash of world.Password that was made elsewhere.
var imported = func() string {
	b, err := bcrypt.GenerateFromPassword([]byte(world.Password), bcrypt.DefaultCost)
	if err != nil {
		panic(err)
	}
	return string(b)
}()

func stored(t *testing.T, w *world.World, want map[string]int, messages int) {
	t.Helper()
	got := w.Count(t)
	delete(got, "Throttles")
	if n := w.Outbox.Delivered(); !maps.Equal(got, want) || n != messages {
		t.Errorf("stored %v, want %v; %d messages, want %d", got, want, n, messages)
	}
}

func TestOnlyAdmins(t *testing.T) {
	w, h := setUp(t, true)
	for _, role := range []account.Role{account.RoleUser, account.RoleSupport} {
		if a := world.Do(t, h, as(role, "", users(t, many(1)...))); a.Status != 403 {
			t.Errorf("%s: %d %s", role, a.Status, a.Body)
		}
	}
	if a := world.Post(t, h, users(t, many(1)...)); a.Status != 401 {
		t.Errorf("nobody: %d %s", a.Status, a.Body)
	}
	stored(t, w, map[string]int{}, 0)
}

// refused as a whole, before anything is done.
func TestRefusedBeforeAnyWork(t *testing.T) {
	w, h := setUp(t, true)
	good := users(t, many(2)...)
	for _, c := range []struct {
		name, key, body string
		status          int
		fields          string
	}{
		{"null", "", `null`, 400, "[]"},
		{"nothing", "", `{}`, 422, "[users: required]"},
		{"null for items", "", `{"users":null}`, 422, "[users: not_nullable]"},
		{"no items", "", `{"users":[]}`, 422, "[users: required]"},
		{"101 items", "", users(t, many(101)...), 422, "[users: too_many_items]"},
		{"a list", "", `[]`, 400, "[]"},
		{"no list", "", `{"users":{}}`, 400, "[users: wrong_type]"},
		{"a member twice", "", `{"users":[{"username":"mary","username":"anne"}]}`, 400, "[users.0.username: duplicate_member]"},
		{"a body beyond the limit", "", users(t, user("mary", member{"email": strings.Repeat("x", 256<<10)})), 413, "[]"},
		{"a key of 129", strings.Repeat("k", 129), good, 422, "[idempotency_key: invalid_idempotency_key]"},
		{"a key with a space", "a b", good, 422, "[idempotency_key: invalid_idempotency_key]"},
		{"a key in Cyrillic", "ключ", good, 422, "[idempotency_key: invalid_idempotency_key]"},
	} {
		var a world.Answer
		calls := w.Edge.During(func() { a = post(t, h, c.key, c.body) })
		if a.Status != c.status || fmt.Sprint(a.Fields(t)) != c.fields || len(calls) != 0 {
			t.Errorf("%s: %d %s, %d calls", c.name, a.Status, a.Body, len(calls))
		}
	}
	empty := as(account.RoleAdmin, "", good)
	empty.Headers["Idempotency-Key"] = ""
	if a := world.Do(t, h, empty); a.Status != 422 {
		t.Errorf("an empty key: %d %s", a.Status, a.Body)
	}
	if stored(t, w, map[string]int{}, 0); w.Hasher.Computed() != 0 {
		t.Errorf("%d hashes", w.Hasher.Computed())
	}
}

// blamed gives the reasons against an item with a password; none where its account is made.
func blamed(t *testing.T, h world.Handler, secret string) (reasons []string) {
	t.Helper()
	r := post(t, h, "", users(t, user("mary", member{"password_hash": nil, "password": secret}))).Results(t)[0]
	if r.Status == 201 {
		return nil
	}
	if r.Status != 422 {
		t.Fatalf("%q: %d", secret, r.Status)
	}
	for _, e := range r.Problem.Errors {
		reasons = append(reasons, e.Field+": "+e.Code)
	}
	return reasons
}

// each item's password is looked up.
func TestStolenPasswords(t *testing.T) {
	world.RefusesStolenPasswords(t, "password", func(t *testing.T, w *world.World, secret string) []string {
		return blamed(t, serving(t, w, true), secret)
	})
}

// the policy of passwords holds for each item.
func TestBadPasswords(t *testing.T) {
	w, h := setUp(t, true)
	world.RefusesBadPasswords(t, "password", func(t *testing.T, secret string) []string { return blamed(t, h, secret) })
	if got := w.Count(t)["Users"]; got != 0 {
		t.Errorf("%d users are stored", got)
	}
}

// each item is checked as the single route checks it, and spoils none of the others.
func TestItemsAreAnsweredOnTheirOwn(t *testing.T) {
	w, h := setUp(t, true)
	w.User(t, "owner", func(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = "+447700900123", true })
	w.User(t, "typed", func(u *account.User) { u.EmailConfirmed, u.PhoneNumber = false, "+447700900124" })
	for _, c := range []struct {
		name string
		item member
		want string
	}{
		{"R-52: a role", user("mary", member{"role": "admin"}), "400 unknown_member role:unknown_member"},
		{"a number for a name", user("mary", member{"username": 7}), "400 wrong_type username:wrong_type"},
		{"a word for a boolean", user("mary", member{"2fa": "false"}), "400 wrong_type 2fa:wrong_type"},
		{"null for a number", user("mary", member{"phone_number": json.RawMessage("null")}), "422 invalid_fields phone_number:not_nullable"},
		{"nothing", member{}, "422 invalid_fields email:required password:required"},
		{"a short password", user("mary", member{"password_hash": nil, "password": "short"}), "422 invalid_fields password:password_too_short"},
		{"password and hash", user("mary", member{"password": world.Password}), "422 invalid_fields password_hash:password_or_hash"},
		{"an MD5", user("mary", member{"password_hash": "5f4dcc3b5aa765d61d8327deb882cf99"}), "422 invalid_fields password_hash:password_hash_unsupported"},
		{"a word", user("mary", member{"password_hash": "hunter2"}), "422 invalid_fields password_hash:password_hash_unsupported"},
		{"a SHA-1 without salt", user("mary", member{"password_hash": "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g="}), "422 invalid_fields password_hash:password_hash_unsupported"},
		{"a costly PBKDF2", user("mary", member{"password_hash": "pbkdf2_sha256$9000000$abcdefgh$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}), "422 invalid_fields password_hash:password_hash_costly"},
		{"a damaged scrypt", user("mary", member{"password_hash": "$scrypt$ln=16,r=8$AAAA"}), "422 invalid_fields password_hash:password_hash_malformed"},
		{"a costly bcrypt", user("mary", member{"password_hash": strings.Replace(imported, "$10$", "$15$", 1)}), "422 invalid_fields password_hash:password_hash_costly"},
		{"a damaged bcrypt", user("mary", member{"password_hash": imported[:40]}), "422 invalid_fields password_hash:password_hash_malformed"},
		{"metadata of 4 KiB and more", user("mary", member{"metadata": member{"a": strings.Repeat("x", 4<<10)}}), "422 invalid_fields metadata:metadata_too_large"},
		{"a profile that is a list", user("mary", member{"profile": []int{}}), "400 wrong_type profile:wrong_type"},
		{"texts", user("mary", member{"2fa": true, "2fa_method": "sms"}), "422 invalid_fields 2fa_method:phone_unconfirmed"},
		{"no password, and nobody is told", user("mary", member{"password_hash": nil, "notify": false}), "422 invalid_fields password:required"},
		{"an empty name", user("", member{"email": "mary@latchkey.example"}), "422 invalid_fields username:required"},
		{"no language", user("mary", member{"language": "english"}), "422 invalid_fields language:invalid_language"},
		{"somebody's address, confirmed", user("mary", member{"email": "owner@latchkey.example", "email_confirmed": true}), "409 email_taken email:email_taken"},
		{"somebody's address, invited", user("mary", member{"email": "owner@latchkey.example", "password_hash": nil}), "409 email_taken email:email_taken"},
		{"a reserved name", user("root", nil), "409 username_taken username:username_taken"},
		{"somebody's name", user("owner", member{"email": "x@latchkey.example"}), "409 username_taken username:username_taken"},
		{"somebody's address", user("mary", member{"email": "Owner@Latchkey.Example"}), "409 email_taken email:email_taken"},
		{"somebody's number", user("mary", member{"phone_number": "+447700900123"}), "409 phone_number_taken phone_number:phone_number_taken"},
		{"both", user("mary", member{"email": "owner@latchkey.example", "phone_number": "+447700900123"}),
			"409 email_taken email:email_taken phone_number:phone_number_taken"},
	} {
		before, sent := w.Count(t), w.Outbox.Delivered()
		a := post(t, h, "", users(t, c.item, user(fmt.Sprintf("good%d", before["Users"]), nil)))
		if got := a.Outcomes(t); got != c.want+", 201" {
			t.Errorf("%s: %s", c.name, got)
		}
		if after := w.Count(t); after["Users"] != before["Users"]+1 || w.Outbox.Delivered() != sent+1 {
			t.Errorf("%s: stored %v, before %v", c.name, after, before)
		}
	}
}

// The first who names a thing has it; what is refused for that keeps nothing from the rest.
func TestDuplicatesInARequest(t *testing.T) {
	w, h := setUp(t, false)
	a := post(t, h, "", users(t,
		user("mary", member{"phone_number": "+447700900123"}),
		user("MARY", member{"email": "second@latchkey.example"}),
		user("anne", member{"email": "Mary@latchkey.example"}),
		user("rose", member{"phone_number": "+447700900123"}),
		user("lucy", member{"email": "second@latchkey.example"}),
	))
	want := "201, 409 duplicate_item username:duplicate_item, 409 duplicate_item email:duplicate_item, 409 duplicate_item phone_number:duplicate_item, 201"
	if got := a.Outcomes(t); got != want {
		t.Errorf("%s", got)
	}
	stored(t, w, map[string]int{"Users": 2, "Claims": 4, "AuditEvents": 2}, 0)
}

// a hundred at once, each with a code of their own.
func TestAHundred(t *testing.T) {
	w, h := setUp(t, true)
	a := post(t, h, "", users(t, many(100)...))
	for i, r := range a.Results(t) {
		if r.Status != 201 || r.User == nil || r.User.Username != fmt.Sprintf("user%d", i) || r.User.EmailConfirmed {
			t.Fatalf("item %d: %+v %+v", i, r, r.Problem)
		}
		w.Code(t, r.User.Email)
	}
	stored(t, w, map[string]int{"Users": 100, "Claims": 200, "Passcodes": 100, "AuditEvents": 100}, 100)
	if w.Hasher.Computed() != 0 {
		t.Errorf("%d hashes were computed of what was hashed", w.Hasher.Computed())
	}
}

func TestWhatIsStored(t *testing.T) {
	w, h := setUp(t, true)
	w.HashAsUsual()
	a := post(t, h, "", users(t, user("mary", member{"profile": member{"a": 1}, "metadata": member{"plan": "gold"}}), plain("anne")))
	if u, err := w.Store.WholeUser(t.Context(), account.ID(a.Results(t)[0].User.ID)); err != nil || u.Profile != `{"a":1}` || u.Metadata != `{"plan":"gold"}` {
		t.Errorf("%+v %v", u, err)
	}
	if strings.Contains(a.Body, "gold") || w.Count(t)["Profiles"] != 1 {
		t.Errorf("a result has no profile and no metadata: %s", a.Body)
	}
	for i, begins := range []string{imported, "$argon2id$v=19$m=19456,t=2,p=1$"} {
		u, err := w.Store.User(t.Context(), account.ID(a.Results(t)[i].User.ID))
		if err != nil || !strings.HasPrefix(u.PasswordHash, begins) || u.Role != account.RoleUser || u.EmailConfirmed {
			t.Errorf("%+v %v", u, err)
		}
	}
	if strings.Contains(a.Body, "hash") || w.Hasher.Computed() != 1 {
		t.Errorf("%d hashes: %s", w.Hasher.Computed(), a.Body)
	}
}

// Hashes of every kind are accepted, made by the tools that make them elsewhere. A weak one is wrapped:
// neither it nor its key is in any table.
func TestImportedHashes(t *testing.T) {
	w, h := setUp(t, true)
	all, weak := importedhash.All(t), int64(0)
	items := make([]member, len(all))
	for i, c := range all {
		items[i] = user(fmt.Sprintf("user%d", i), member{"password_hash": c.Hash})
		if c.Weak {
			weak++
		}
	}
	a := post(t, h, "", users(t, items...))
	if w.Hasher.Computed() != weak {
		t.Errorf("%d hashes were computed to wrap %d", w.Hasher.Computed(), weak)
	}
	for i, r := range a.Results(t) {
		if r.Status != 201 {
			t.Fatalf("%s, %s: %+v", all[i].Tool, all[i].Kind, r.Problem)
		}
		u, err := w.Store.User(t.Context(), account.ID(r.User.ID))
		key := all[i].Hash[len(all[i].Hash)-20:]
		if err != nil || all[i].Weak && strings.Contains(u.PasswordHash, key) {
			t.Errorf("%s, %s: %s, %v", all[i].Tool, all[i].Kind, u.PasswordHash, err)
		}
	}
}

// what could not be mailed is an item's failure, and leaves no account behind.
func TestUndelivered(t *testing.T) {
	w, h := setUp(t, true)
	w.Outbox.Refuse(true)
	if got := post(t, h, "", users(t, many(2)...)).Outcomes(t); got != "503 delivery_failed, 503 delivery_failed" {
		t.Error(got)
	}
	stored(t, w, map[string]int{"AuditEvents": 4}, 0)
}

// A user whom an admin creates is enrolled in mailed codes like one who registers.
func TestEnrolment(t *testing.T) {
	w, h := setUp(t, true)
	w.SetFlag(t, flag.Flag{Name: flag.EnrolNewUsers, Enabled: true})
	for _, r := range post(t, h, "", users(t, many(3)...)).Results(t) {
		u, err := w.Store.User(t.Context(), account.ID(r.User.ID))
		if err != nil || r.User.EmailOTPRequiredAfter == nil || !u.EmailOTP.RequiredAfter.Equal(u.CreatedAt) {
			t.Errorf("%+v, %v", u.EmailOTP, err)
		}
	}
}

// Strangers who have asked for an address all day keep no admin from making its owner an account.
// What admins send to one address is bounded, too.
func TestStrangersSpendNothingOfAnAdmins(t *testing.T) {
	w, h := setUp(t, true)
	const address = "mary@latchkey.example"
	for range throttle.AskDestination.Max {
		charge := throttle.AskDestination.Charge(w.Issuer.Throttles.Of("destination", address), w.Now())
		if err := w.Store.Take(t.Context(), charge); err != nil {
			t.Fatal(err)
		}
	}
	for n := range throttle.AskAdmin.PartMax + 1 {
		name := fmt.Sprintf("mary%d", n)
		got := post(t, h, "", fmt.Sprintf(`{"users":[{"username":%q,"email":%q,"password":%q,"notify":true}]}`, name, address, world.Password)).Outcomes(t)
		if want := map[bool]string{true: "201", false: "429 too_many_requests"}[n < throttle.AskAdmin.PartMax]; got != want {
			t.Errorf("account %d: %s", n+1, got)
		}
	}
	if n := len(w.Outbox.Messages(address)); n != throttle.AskAdmin.PartMax {
		t.Errorf("%d mails", n)
	}
}
