package acceptance

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/crypto/bcrypt"

	"latchkey/infra/testing/importedhash"
)

// admin makes the first admin as the deployer does, and signs them in.
func (s service) admin(t *testing.T) (token string) {
	t.Helper()
	s.boss(t)
	challenge := s.post(t, "/users/login", login("boss", password)).text("challenge.id")
	a := s.post(t, "/2fa", reply(challenge, s.code(t, "boss@latchkey.example")))
	if a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return a.text("token")
}

// statuses are those of the items of a bulk request.
func (a answer) statuses(t *testing.T) string {
	t.Helper()
	var out struct{ Results []struct{ Status int } }
	if err := json.Unmarshal([]byte(a.body), &out); err != nil || a.status != 207 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return fmt.Sprint(out.Results)
}

// if the function of a request crashes in the middle, the rest is done when the request is
// sent again, and no user is made twice.
func TestBulkCutOff(t *testing.T) {
	s := start(t)
	token := s.admin(t)
	send := func() answer {
		return s.do(t, "POST", "/users/bulk", `{"users":[{"username":"mary","email":"mary@latchkey.example","password":"`+password+`","notify":true}]}`,
			"PRIVATE-TOKEN", token, "Idempotency-Key", "import-1")
	}
	made := send()
	if got := made.statuses(t); got != "[{201}]" {
		t.Fatal(made.body)
	}
	cut := func(ends time.Time) {
		s.setAll(t, "IdempotencyTable", "status", &types.AttributeValueMemberS{Value: "running"})
		s.setAll(t, "IdempotencyTable", "results", &types.AttributeValueMemberS{Value: ""})
		s.setAll(t, "IdempotencyTable", "lease_ends_at", &types.AttributeValueMemberN{Value: strconv.FormatInt(ends.Unix(), 10)})
	}
	cut(time.Now().Add(time.Minute))
	if a := send(); a.status != 409 || a.text("code") != "request_in_progress" {
		t.Errorf("while it may be running: %d %s", a.status, a.body)
	}
	cut(time.Now().Add(-time.Second))
	if a := send(); a.body != made.body || len(s.scan(t, "UsersTable")) != 2 || len(s.Outbox.Messages("")) != 2 {
		t.Errorf("again: %d %s, and %d messages", a.status, a.body, len(s.Outbox.Messages("")))
	}
}

// Users are imported with their hashes, and sign in as before; the first sign-in replaces the hash
// by one of ours. Then they are changed and deleted, all at once.
func TestBulk(t *testing.T) {
	s := start(t)
	token := s.admin(t)
	old, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
	if err != nil {
		t.Fatal(err)
	}
	do := func(method, path, body string, headers ...string) answer {
		t.Helper()
		return s.do(t, method, path, body, append(headers, "PRIVATE-TOKEN", token)...)
	}
	body := fmt.Sprintf(`{"users":[
		{"username":"mary","email":"mary@latchkey.example","password_hash":%q},
		{"username":"anne","email":"anne@latchkey.example","password_hash":"5f4dcc3b5aa765d61d8327deb882cf99"},
		{"username":"rose","email":"rose@latchkey.example","password":%q}]}`, old, password)
	made := do("POST", "/users/bulk", body, "Idempotency-Key", "import-1")
	if got := made.statuses(t); got != "[{201} {422} {201}]" {
		t.Fatal(made.body)
	}
	if again := do("POST", "/users/bulk", body, "Idempotency-Key", "import-1"); again.body != made.body || len(s.scan(t, "UsersTable")) != 3 {
		t.Errorf("again: %d %s", again.status, again.body)
	}
	if strings.Contains(made.body, string(old)) || strings.Contains(s.log.String(), string(old)) {
		t.Error("the hash is shown")
	}

	unconfirmed := s.post(t, "/users/login", login("mary", password))
	if unconfirmed.status != 403 {
		t.Fatalf("%d %s", unconfirmed.status, unconfirmed.body)
	}
	s.post(t, "/users/confirm", reply(unconfirmed.text("challenge.id"), s.code(t, "mary@latchkey.example")))
	signedIn := s.post(t, "/users/login", login("mary", password))
	if signedIn.status != 200 {
		t.Fatalf("%d %s", signedIn.status, signedIn.body)
	}
	for _, item := range s.scan(t, "UsersTable") {
		if strings.Contains(dump(item), "password_hash $2") {
			t.Error("a hash of bcrypt is left after the sign-in")
		}
	}
	if a := s.do(t, "POST", "/users/bulk", body, "PRIVATE-TOKEN", signedIn.text("token")); a.status != 403 {
		t.Errorf("a user: %d %s", a.status, a.body)
	}

	id := fmt.Sprintf("%.0f", signedIn.at("user.id"))
	a := do("PATCH", "/users/bulk", `{"users":[{"id":`+id+`,"status":"disabled"},{"id":`+id+`,"role":"user"}]}`)
	if got := a.statuses(t); got != "[{200} {409}]" {
		t.Error(a.body)
	}
	if a := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", signedIn.text("token")); a.status != 401 {
		t.Errorf("R-75: the session of a disabled user: %d", a.status)
	}

	asked := do("DELETE", "/users/bulk?ids="+id+",7", "")
	if asked.status != 202 {
		t.Fatalf("%d %s", asked.status, asked.body)
	}
	a = do("DELETE", "/users/bulk?ids="+id+",7", "", "Challenge-Id", asked.text("challenge.id"), "Challenge-Code", s.code(t, "boss@latchkey.example"))
	if got := a.statuses(t); got != "[{204} {404}]" || len(s.scan(t, "UsersTable")) != 2 {
		t.Error(a.body)
	}
}

// One user of each kind of hash is imported, signs in with the password of before, and has a hash of
// ours from then on.
func TestImportedHashes(t *testing.T) {
	s := startNew(t, "EmailConfirmation=off")
	token := s.admin(t)
	all := importedhash.All(t)
	items := make([]map[string]string, len(all))
	for i, c := range all {
		name := fmt.Sprintf("user%d", i)
		items[i] = map[string]string{"username": name, "email": name + "@latchkey.example", "password_hash": c.Hash}
	}
	body, err := json.Marshal(map[string]any{"users": items})
	if err != nil {
		t.Fatal(err)
	}
	if a := s.do(t, "POST", "/users/bulk", string(body), "PRIVATE-TOKEN", token); a.statuses(t) != "["+strings.TrimSuffix(strings.Repeat("{201} ", len(all)), " ")+"]" {
		t.Fatal(a.body)
	}
	for i, c := range all {
		if a := s.post(t, "/users/login", login(items[i]["username"], c.Password)); a.status != 200 {
			t.Errorf("%s, %s: %d %s", c.Tool, c.Kind, a.status, a.body)
		}
	}
	ours := 0
	for _, item := range s.scan(t, "UsersTable") {
		if stored := dump(item); strings.Contains(stored, "password_hash $argon2id$v=19$m=19456,t=2,p=1$") && !strings.Contains(stored, " over ") {
			ours++
		}
	}
	if ours != len(all)+1 {
		t.Errorf("%d users have a hash of ours, of %d and the admin", ours, len(all))
	}
}

// single requests, too, are answered as the first time when they are repeated under their
// key: a registration, keys that are shown once, and a reset grant.
func TestRepeatedUnderAKey(t *testing.T) {
	s := start(t)
	token := s.admin(t)
	mary := fmt.Sprintf(`{"username":"mary","email":"mary@latchkey.example","password":%q}`, password)
	for path, body := range map[string]string{"/users/register": mary, "/api/v1/admin/registration-keys": `{"count":2}`} {
		repeated(t, s, path, body, 201, "PRIVATE-TOKEN", token)
	}
	repeated(t, s, "/api/v1/admin/users/mary/allow-reset", "", 200, "PRIVATE-TOKEN", token)
}

func repeated(t *testing.T, s service, path, body string, status int, headers ...string) {
	t.Helper()
	headers = append(headers, "Idempotency-Key", "once")
	first, again := s.do(t, "POST", path, body, headers...), s.do(t, "POST", path, body, headers...)
	if first.status != status || again.status != status || again.body != first.body {
		t.Errorf("%s: %d %s\nagain %d %s", path, first.status, first.body, again.status, again.body)
	}
}
