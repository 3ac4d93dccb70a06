package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/message"
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
	return api.Handle(api.Anyone, w.Now, handler{registrar: registrar, requests: w.Requests(t), language: "en"}.serve)
}

// body is a valid registration with members changed; nil takes one out.
func body(t *testing.T, changes map[string]any) string {
	t.Helper()
	members := map[string]any{"username": "mary", "email": "mary@latchkey.example", "password": world.Password}
	for name, value := range changes {
		if members[name] = value; value == nil {
			delete(members, name)
		}
	}
	out, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func stored(t *testing.T, w *world.World, want map[string]int, messages int) {
	t.Helper()
	if got := w.Count(t); !maps.Equal(got, want) {
		t.Errorf("stored %v, want %v", got, want)
	}
	if n := w.Outbox.Delivered(); n != messages {
		t.Errorf("%d messages were sent, want %d", n, messages)
	}
}

// the policy of passwords, and nothing is stored.
func TestBadPasswords(t *testing.T) {
	w, h := setUp(t, true)
	world.RefusesBadPasswords(t, "password", func(t *testing.T, secret string) []string {
		return world.Post(t, h, body(t, map[string]any{"password": secret})).Fields(t)
	})
	stored(t, w, map[string]int{}, 0)
}

// stolen passwords are refused, no matter who has the address.
func TestStolenPasswords(t *testing.T) {
	world.RefusesStolenPasswords(t, "password", func(t *testing.T, w *world.World, secret string) []string {
		return world.Post(t, serving(t, w, true), body(t, map[string]any{"password": secret})).Fields(t)
	})
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t, true)
	for _, c := range []struct {
		name    string
		changes map[string]any
		status  int
		fields  []string
	}{
		{"nothing", map[string]any{"username": nil, "email": nil, "password": nil}, 422, []string{"email: required", "password: required"}},
		{"all wrong", map[string]any{"username": "a b", "email": "mary", "password": "short", "phone_number": "07700", "2fa": true, "2fa_method": "carrier pigeon"}, 422,
			[]string{"username: invalid_username", "email: invalid_email", "phone_number: invalid_phone_number", "2fa_method: invalid_2fa_method", "password: password_too_short"}},
		{"R-05: a common password", map[string]any{"password": "passwordpassword"}, 422, []string{"password: password_common"}},
		{"R-07: the name as password", map[string]any{"password": "mary-mary-mary-mary"}, 422, []string{"password: password_context"}},
		{"R-14: a password of a kilobyte", map[string]any{"password": strings.Repeat("x", 1024)}, 422, []string{"password: password_too_long"}},
		{"R-41: texts to an unconfirmed number", map[string]any{"2fa": true, "2fa_method": "sms", "phone_number": "+447700900123"}, 422, []string{"2fa_method: phone_unconfirmed"}},
		{"a method without 2fa", map[string]any{"2fa_method": "email"}, 422, []string{"2fa_method: 2fa_off"}},
		{"R-53: a name of digits", map[string]any{"username": "0123456789"}, 422, []string{"username: invalid_username"}},
		{"R-53: a reserved name", map[string]any{"username": "Root"}, 409, []string{"username: username_taken"}},
		{"R-52: role", map[string]any{"role": "admin"}, 400, []string{"role: unknown_member"}},
		{"R-52: ROLE", map[string]any{"ROLE": "admin"}, 400, []string{"ROLE: unknown_member"}},
		{"R-52: status", map[string]any{"status": "active"}, 400, []string{"status: unknown_member"}},
		{"R-52: email_confirmed", map[string]any{"email_confirmed": true}, 400, []string{"email_confirmed: unknown_member"}},
		{"R-52: id", map[string]any{"id": 1}, 400, []string{"id: unknown_member"}},
		{"an empty name", map[string]any{"username": ""}, 422, []string{"username: required"}},
		{"no language", map[string]any{"language": "english please"}, 422, []string{"language: invalid_language"}},
		{"R-52: notify", map[string]any{"notify": true}, 400, []string{"notify: unknown_member"}},
		{"R-52: metadata", map[string]any{"metadata": map[string]any{}}, 400, []string{"metadata: unknown_member"}},
		{"a profile that is a text", map[string]any{"profile": "{}"}, 400, []string{"profile: wrong_type"}},
		{"a profile of 4 KiB and more", map[string]any{"profile": map[string]any{"a": strings.Repeat("x", 4<<10)}}, 422, []string{"profile: profile_too_large"}},
		{"a deep profile, and a short password", map[string]any{"password": "short", "profile": map[string]any{"a": [][][][]int{{{{}}}}}}, 422,
			[]string{"password: password_too_short", "profile: too_deep"}},
		{"R-115: a number for a name", map[string]any{"username": 7}, 400, []string{"username: wrong_type"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := world.Post(t, h, body(t, c.changes))
			if a.Status != c.status || !slices.Equal(a.Fields(t), c.fields) {
				t.Errorf("%d %v", a.Status, a.Fields(t))
			}
			stored(t, w, map[string]int{}, 0)
		})
	}
}

func TestTakenUsername(t *testing.T) {
	w, h := setUp(t, true)
	if a := world.Post(t, h, body(t, nil)); a.Status != 201 {
		t.Fatal(a)
	}
	before := w.Count(t)
	for _, changes := range []map[string]any{{}, {"email": "other@latchkey.example"}, {"username": "MARY", "email": "other@latchkey.example"}} {
		a := world.Post(t, h, body(t, changes))
		if a.Status != 409 || !slices.Equal(a.Fields(t), []string{"username: username_taken"}) {
			t.Errorf("%v: %d %v", changes, a.Status, a.Fields(t))
		}
	}
	stored(t, w, before, 1)
}

var particular = regexp.MustCompile(`"(id|username|email|sent_to|[a-z_]+_at|resend_after)":("[^"]*"|[0-9]+)`)

// shape is an answer without what differs from one account to the next.
func shape(a world.Answer) string {
	return fmt.Sprint(a.Status, particular.ReplaceAllString(a.Body, `"$1"`), a.Headers)
}

// registering never says whose an address or number is. The owner of a proven address
// is told once a day, and sent no code.
func TestRegisteringTellsOfNobody(t *testing.T) {
	w, h := setUp(t, true)
	owner := w.User(t, "owner", func(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = "+447700900123", true })
	typed := w.User(t, "typed", func(u *account.User) { u.EmailConfirmed = false })
	for i, c := range []struct {
		name, email string
		messages    int
	}{
		{"a proven address", owner.Email, 1},
		{"a proven address again", owner.Email, 1},
		{"an address that waits for another", typed.Email, 1},
	} {
		a := world.Post(t, h, body(t, map[string]any{"username": fmt.Sprintf("mary%d", i), "email": c.email}))
		plain := world.Post(t, h, body(t, map[string]any{"username": fmt.Sprintf("anne%d", i), "email": fmt.Sprintf("anne%d@latchkey.example", i)}))
		if shape(a) != shape(plain) {
			t.Errorf("%s: %s\nand not %s", c.name, shape(a), shape(plain))
		}
		if n := len(w.Outbox.Messages(c.email)); n != c.messages {
			t.Errorf("%s: %d messages", c.name, n)
		}
	}
	if m := w.Outbox.Messages(owner.Email)[0]; m.Subject != "You have an account at Latchkey" {
		t.Errorf("%s", m.Subject)
	}
	w.Code(t, typed.Email)
	a := world.Post(t, h, body(t, map[string]any{"username": "rose", "email": "rose@latchkey.example", "phone_number": owner.PhoneNumber}))
	if a.Status != 201 {
		t.Errorf("a proven number: %d %s", a.Status, a.Body)
	}
	w.Pass(24 * time.Hour)
	world.Post(t, h, body(t, map[string]any{"username": "lucy", "email": owner.Email}))
	if n := len(w.Outbox.Messages(owner.Email)); n != 2 {
		t.Errorf("the next day: %d messages", n)
	}
}

// slow has every mail take a while.
type slow struct{ message.Mailer }

const aWhile = 300 * time.Millisecond

func (s slow) Mail(ctx context.Context, m message.Mail) error {
	<-time.After(aWhile)
	return s.Mailer.Mail(ctx, m)
}

// The answer for an address that is somebody's comes no sooner than a mail takes.
func TestWithheldCodesTakeTheirTime(t *testing.T) {
	w := world.New(t)
	owner := w.User(t, "owner", nil)
	registrar := w.Registrar()
	notifier := w.Notifier
	notifier.Mailer = slow{notifier.Mailer}
	registrar.Issuer.Notifier = notifier
	h := api.Handle(api.Anyone, w.Now, handler{registrar: registrar, requests: w.Requests(t), language: "en"}.serve)
	for i, address := range []string{"mary@latchkey.example", owner.Email, owner.Email} {
		begun := time.Now()
		a := world.Post(t, h, body(t, map[string]any{"username": fmt.Sprintf("mary%d", i), "email": address}))
		if took := time.Since(begun); a.Status != 201 || took < aWhile {
			t.Errorf("%s: %d after %v", address, a.Status, took)
		}
	}
	if n := len(w.Outbox.Messages(owner.Email)); n != 1 {
		t.Errorf("%d messages", n)
	}
}

func TestRegisterSendsACode(t *testing.T) {
	w, h := setUp(t, true)
	a := world.Post(t, h, body(t, map[string]any{"username": "Mary", "2fa": true, "2fa_method": "email"}))
	out := world.Into[output](t, a)
	if a.Status != 201 || out.User.Username != "mary" || out.User.EmailConfirmed || out.User.TwoFactor || out.User.Role != "user" || out.User.Status != "active" {
		t.Errorf("%d %+v", a.Status, out.User)
	}
	if out.Challenge == nil || out.Challenge.Purpose != "confirm_email" || out.Challenge.SentTo != "m***@latchkey.example" {
		t.Errorf("%+v", out.Challenge)
	}
	if code := w.Code(t, "mary@latchkey.example"); strings.Contains(a.Body, code) {
		t.Error("the code is in the answer")
	}
	stored(t, w, map[string]int{"Users": 1, "Claims": 2, "Passcodes": 1, "Throttles": 3, "AuditEvents": 1}, 1)
}

// Who gives no username has one made, and signs in by address. One that is somebody's is drawn again.
func TestRegisterWithoutAName(t *testing.T) {
	w := world.New(t)
	registrar := w.Registrar()
	drawn := bytes.Repeat([]byte{7}, 8)
	registrar.Random = io.MultiReader(bytes.NewReader(drawn), rand.Reader)
	w.User(t, "user-a4dqobyha4dqo", nil) // the name that is made of these bytes
	h := api.Handle(api.Anyone, w.Now, handler{registrar: registrar, requests: w.Requests(t), language: "en"}.serve)
	names := map[string]bool{"user-a4dqobyha4dqo": true}
	for _, name := range []string{"anne", "rose"} {
		a := world.Post(t, h, body(t, map[string]any{"username": nil, "email": name + "@latchkey.example"}))
		made := world.Into[output](t, a).User.Username
		if a.Status != 201 || !regexp.MustCompile(`^user-[a-z2-7]{13}$`).MatchString(made) || names[made] {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		names[made] = true
		if _, err := w.Store.UsernameOwner(t.Context(), made); err != nil {
			t.Error(err)
		}
	}
}

// The language is the one that the user gives, or their browser, or the deployment.
func TestLanguage(t *testing.T) {
	_, h := setUp(t, true)
	for i, c := range []struct {
		given, header, want string
	}{
		{"pt-br", "de", "pt-BR"}, {"", "de-CH, en;q=0.5", "de-CH"}, {"", "*", "en"}, {"", "", "en"}, {"", "no header at all;;", "en"},
	} {
		changes := map[string]any{"username": fmt.Sprintf("mary%d", i), "email": fmt.Sprintf("mary%d@latchkey.example", i)}
		if c.given != "" {
			changes["language"] = c.given
		}
		a := world.Do(t, h, world.Call{Body: body(t, changes), Headers: map[string]string{"Accept-Language": c.header}})
		if u := world.Into[output](t, a).User; a.Status != 201 || *u.Language != c.want {
			t.Errorf("%+v: %d %s", c, a.Status, a.Body)
		}
	}
}

// The profile is written with the account, and withdrawn with it.
func TestRegisterWithAProfile(t *testing.T) {
	w, h := setUp(t, true)
	a := world.Post(t, h, body(t, map[string]any{"profile": map[string]any{"b": 1, "a": "é"}}))
	shown := world.Into[output](t, a).User
	if a.Status != 201 || string(*shown.Profile) != `{"a":"é","b":1}` || !strings.Contains(a.Body, `"metadata":null`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if u, err := w.Store.WholeUser(t.Context(), account.ID(shown.ID)); err != nil || u.Profile != `{"a":"é","b":1}` || u.Metadata != "" {
		t.Errorf("%+v, %v", u, err)
	}
	a = world.Post(t, h, body(t, map[string]any{"username": "anne", "email": "anne@refused.example", "profile": map[string]any{"a": 1}}))
	if n := w.Count(t); a.Code(t) != "delivery_failed" || n["Profiles"] != 1 || n["Users"] != 1 {
		t.Errorf("%d %s, %v", a.Status, a.Body, n)
	}
	if a := world.Post(t, h, body(t, map[string]any{"username": "rose", "email": "rose@latchkey.example", "profile": json.RawMessage("null")})); a.Status != 201 {
		t.Errorf("none: %d %s", a.Status, a.Body)
	}
}

// Without confirmation nothing is sent, unless a second factor waits for it.
func TestRegisterWithoutConfirmation(t *testing.T) {
	w, h := setUp(t, false)
	out := world.Into[output](t, world.Post(t, h, body(t, nil)))
	if out.Challenge != nil {
		t.Errorf("%+v", out.Challenge)
	}
	stored(t, w, map[string]int{"Users": 1, "Claims": 2, "AuditEvents": 1}, 0)

	a := world.Post(t, h, body(t, map[string]any{"username": "anne", "email": "anne@latchkey.example", "2fa": true}))
	if out := world.Into[output](t, a); out.Challenge == nil {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// where registration is open, a network makes so many accounts an hour. What is refused for
// its form counts nothing, and no mail goes out for what is beyond the limit.
func TestRegistrationsOfANetwork(t *testing.T) {
	w := world.New(t)
	registrar := w.Registrar()
	registrar.PerNetwork, registrar.Meter = 3, w.Store
	h := api.Handle(api.Anyone, w.Now, handler{registrar: registrar, requests: w.Requests(t), language: "en"}.serve)
	from := func(n int, address string) int {
		t.Helper()
		name := "mary" + strconv.Itoa(n)
		return world.Do(t, h, world.Call{Address: address, Body: body(t, map[string]any{"username": name, "email": name + "@latchkey.example"})}).Status
	}
	for range 5 {
		if a := world.Do(t, h, world.Call{Address: "2001:db8::1", Body: body(t, map[string]any{"username": "-"})}); a.Status != 422 {
			t.Errorf("malformed: %d", a.Status)
		}
	}
	for n, c := range []struct {
		address string
		want    int
	}{
		{"2001:db8::1", 201}, {"2001:db8::2", 201}, {"2001:db8::3", 201},
		{"2001:db8::4", 429}, // the /64
		{"2001:db8:0:1::1", 201}, {"2001:db8:0:1::2", 201}, {"2001:db8:0:2::1", 201},
		{"2001:db8:0:3::1", 429}, // the /56
		{"203.0.113.7", 201},
	} {
		if got := from(n, c.address); got != c.want {
			t.Errorf("%d from %s: %d", n, c.address, got)
		}
	}
	if sent, users := w.Outbox.Delivered(), w.Count(t)["Users"]; sent != 7 || users != 7 {
		t.Errorf("%d mails, %d users", sent, users)
	}
	w.Pass(time.Hour)
	if got := from(9, "2001:db8::4"); got != 201 {
		t.Errorf("an hour later: %d", got)
	}
}

// A throttled table is tried again, and then the answer is 503 and nothing is half written.
func TestThrottledTables(t *testing.T) {
	w, h := setUp(t, true)
	w.Edge.Refuse(func(operation string) bool { return operation == "TransactWriteItems" })
	a := world.Post(t, h, body(t, nil))
	if a.Status != 503 || a.Code(t) != "temporarily_unavailable" || a.Headers["retry-after"] == "" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	w.Edge.Refuse(nil)
	stored(t, w, map[string]int{}, 0)
}

func TestRounds(t *testing.T) {
	w, h := setUp(t, true)
	owner := w.User(t, "owner", nil)
	for i, address := range []string{"mary@latchkey.example", owner.Email} {
		before := w.Hasher.Computed()
		calls := w.Edge.During(func() {
			world.Post(t, h, body(t, map[string]any{"username": fmt.Sprintf("mary%d", i), "email": address}))
		})
		if hashes := w.Hasher.Computed() - before; calls.Rounds() > 4 || hashes != 1 {
			t.Errorf("%s: %d round trips, %d hashes: %v", address, calls.Rounds(), hashes, calls.Operations())
		}
	}
}
