package acceptance

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"latchkey/infra/testing/proof"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/throttle"
)

const backendSecret = "the-one-application-that-signs-users-in"

// network is a client at an address, signed in or not.
type network struct {
	service
	address, token string
	spent          *proof.Counter // of what strangers ask for; nil for the owner
}

func (n network) call(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
	if n.spent != nil {
		n.spent.Add(1)
	}
	return n.do(t, method, path, body, append(n.headers(), headers...)...)
}

func (n network) headers() []string {
	headers := []string{"x-backend-secret", backendSecret, "x-client-address", n.address}
	if n.token != "" {
		headers = append(headers, "Authorization", "Bearer "+n.token)
	}
	return headers
}

// owner is a user with a second factor, at their usual address, and what they do with the service.
type owner struct {
	network
	name, secret string
}

func (o *owner) email() string { return o.name + "@latchkey.example" }

func (o *owner) signIn(t *testing.T) answer {
	t.Helper()
	a := o.call(t, "POST", "/users/login", login(o.name, o.secret))
	if a.status != 202 {
		return a
	}
	a = o.call(t, "POST", "/2fa", reply(a.text("challenge.id"), o.code(t, o.email())))
	o.token = a.text("token")
	return a
}

var mailedToken = regexp.MustCompile(`lkr_[A-Za-z0-9_-]+`)

// reset sets another password by the newest link in the mailbox.
func (o *owner) reset(t *testing.T) answer {
	t.Helper()
	if a := o.call(t, "POST", "/password-reset", fmt.Sprintf(`{"email":%q}`, o.email())); a.status != 202 {
		return a
	}
	for _, m := range o.Outbox.Messages(o.email()) {
		if token := mailedToken.FindString(m.Text); token != "" {
			o.secret += " again"
			return o.call(t, "POST", "/password-reset/confirm", fmt.Sprintf(`{"token":%q,"new_password":%q}`, token, o.secret))
		}
	}
	return answer{body: "no link was mailed"}
}

func (o *owner) stepUp(t *testing.T) answer {
	t.Helper()
	return o.call(t, "DELETE", "/users/me", "")
}

// id is the owner's, by the claim on the name.
func (o *owner) id(t *testing.T) string {
	t.Helper()
	for _, claim := range o.scan(t, "ClaimsTable") {
		if words(claim["value"]) == "username#"+o.name {
			id, _ := whole64(claim["user_id"])
			return fmt.Sprint(id)
		}
	}
	t.Fatalf("nobody is called %s", o.name)
	return ""
}

// strangers are at twelve addresses, none of them the owner's, and none those of another row.
func strangers(s service, row int, spent *proof.Counter) (all []network) {
	for i := range 12 {
		all = append(all, network{service: s, address: fmt.Sprintf("198.%d.100.%d", 60+row, i+1), spent: spent})
	}
	return all
}

// no limit locks its owner out. Whatever strangers use up, the owner signs in,
// steps up and resets the password. There is one exception, and a reset by mail ends it.
func TestNoLimitIsAWeapon(t *testing.T) {
	s := startNew(t, "BackendSecret="+backendSecret, "TextsPerHour=4", "RegistrationsPerHour=40", "ReturnUrls="+notes)
	spent := proof.Count(t, proof.Attacks)
	for i, l := range throttle.All {
		row, known := attacks[l.Name]
		if !known {
			t.Errorf("there is no row for %s", l.Name)
			continue
		}
		t.Run(strings.ReplaceAll(l.Name, "/", " "), func(t *testing.T) {
			t.Parallel()
			o := &owner{network: network{service: s, address: fmt.Sprintf("203.0.113.%d", i)}, name: fmt.Sprintf("owner%d", i), secret: password}
			o.account(t, o.name, true)
			row.spend(t, strangers(s, i, spent), o)
			a := o.signIn(t)
			if lost := a.status != 200; lost != (row.loses != "") {
				t.Errorf("sign-in: %d %s", a.status, a.body)
			}
			if a := o.reset(t); a.status != 204 {
				t.Errorf("reset: %d %s", a.status, a.body)
			}
			if a := o.signIn(t); a.status != 200 {
				t.Errorf("sign-in after the reset: %d %s", a.status, a.body)
			}
			if a := o.stepUp(t); a.status != 202 {
				t.Errorf("step-up: %d %s", a.status, a.body)
			}
			if row.needs != nil {
				act, want := row.needs(o)
				if a := o.call(t, act.method, act.path, act.body); a.status != want {
					t.Errorf("%s %s: %d %s", act.method, act.path, a.status, a.body)
				}
			}
		})
	}
}

// who has a registration key finds out with it whether some names are taken, and not many; others use theirs.
func TestAKeySpendsNothingOfAnother(t *testing.T) {
	s, attacks := startNew(t, "RegistrationMode=key"), proof.Count(t, proof.Attacks)
	keys := s.issue(t, s.admin(t), `{"count":2}`)
	register := func(name string, key int) answer {
		attacks.Add(1)
		return s.post(t, "/users/register", fmt.Sprintf(`{"username":%q,"email":"mary@latchkey.example","password":%q,"registration_key":%q}`, name, password, keys[key].Key))
	}
	for i, want := range []int{409, 409, 409, 409, 409, 429, 429} {
		if a := register("boss", 0); a.status != want {
			t.Errorf("try %d: %d %s", i, a.status, a.body)
		}
	}
	if a := register("mary", 1); a.status != 201 {
		t.Errorf("with another key: %d %s", a.status, a.body)
	}
}

// The table of notices in docs/security.md has every notice, each once.
func TestEveryNoticeIsDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## What users are told\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var documented, sent []string
	for line := range strings.Lines(section) {
		if cells := strings.Split(line, "|"); len(cells) == 7 {
			documented = append(documented, names(cells[1])...)
		}
	}
	for _, n := range message.Notices() {
		sent = append(sent, n.Name())
	}
	slices.Sort(documented)
	slices.Sort(sent)
	if !slices.Equal(documented, sent) {
		t.Errorf("documented are %v, and there are %v", documented, sent)
	}
}

// The table of who can spend what, in docs/security.md, has every limit.
func TestEveryLimitIsDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, "|"); len(cells) == 8 && strings.HasPrefix(cells[1], " `") {
			rows = append(rows, strings.Trim(cells[1], " `"))
		}
	}
	var names []string
	for _, l := range throttle.All {
		names = append(names, l.Name)
	}
	slices.Sort(rows)
	slices.Sort(names)
	if !slices.Equal(rows, names) {
		t.Errorf("documented are %v, and there are %v", rows, names)
	}
}
