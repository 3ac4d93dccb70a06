package acceptance

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/message"
	"latchkey/shared/domain/throttle"
)

const backendSecret = "the-one-application-that-signs-users-in"

// network is a client at an address, signed in or not.
type network struct {
	service
	address, token string
}

func (n network) call(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
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

// strangers are at twelve addresses, none of them the owner's.
func strangers(s service) (all []network) {
	for i := range 12 {
		all = append(all, network{service: s, address: fmt.Sprintf("198.51.100.%d", i+1)})
	}
	return all
}

// attacks are how strangers can use up each limit of a user, by the limit's name. A limit without a
// row fails the test.
var attacks = map[string]struct {
	spend func(t *testing.T, from []network, o *owner)
	// loses is what the owner then cannot do, until a reset by mail: the one exception.
	loses string
}{
	"login/account": {loses: "sign in by name from an unknown device", spend: func(t *testing.T, from []network, o *owner) {
		for i := range 36 {
			from[i/3].call(t, "POST", "/users/login", login(o.name, "a wrong password of length"))
		}
	}},
	"login/address": {spend: func(t *testing.T, from []network, o *owner) {
		for range 6 {
			from[0].call(t, "POST", "/users/login", login(o.name, "a wrong password of length"))
		}
		if a := from[0].call(t, "POST", "/users/login", login(o.name, o.secret)); a.status != 429 {
			t.Errorf("the stranger's network: %d", a.status)
		}
	}},
	"login/device": {spend: func(t *testing.T, from []network, o *owner) {
		stranger := remembered(t, from[0], "knows-"+o.name)
		for range 12 {
			from[1].call(t, "POST", "/users/login", login(o.name, "a wrong password of length"), "Device-Token", stranger)
		}
	}},
	"password/check": {spend: func(t *testing.T, from []network, _ *owner) {
		again(t, 6, from, "POST", "/users/me/password", `{"current_password":"x","new_password":"a new password of length"}`)
	}},
	"code/account": {spend: func(t *testing.T, from []network, _ *owner) {
		for i := range 12 {
			from[i].call(t, "POST", "/2fa", reply("UNKNOWNCHALLENGE", fmt.Sprintf("%06d", i)))
		}
	}},
	"code/device": {spend: func(t *testing.T, from []network, o *owner) {
		stranger := remembered(t, from[0], "guesses-"+o.name)
		for i := range 12 {
			from[i].call(t, "POST", "/2fa", reply("UNKNOWNCHALLENGE", fmt.Sprintf("%06d", i)), "Device-Token", stranger)
		}
	}},
	"failure/name": {spend: func(t *testing.T, from []network, o *owner) {
		for i := range 12 {
			from[i].call(t, "POST", "/users/login", login(o.name, "a wrong password of length"))
		}
		if told := o.newestMail(t, o.email()).Subject; told != "Many failed attempts at your account at Latchkey" {
			t.Errorf("the owner was told %q", told)
		}
	}},
	"registration/key": {spend: func(t *testing.T, from []network, o *owner) {
		again(t, 6, from, "POST", "/users/register",
			fmt.Sprintf(`{"username":%q,"email":%q,"password":%q,"registration_key":"lkk_x"}`, o.name, o.email(), password))
	}},
	"username/user": {spend: func(t *testing.T, from []network, _ *owner) {
		again(t, 6, from, "PATCH", "/users/me", `{"username":"another"}`)
	}},
	"reset/address": {spend: func(t *testing.T, from []network, o *owner) {
		var g errgroup.Group // each answer takes seconds, for known and unknown addresses alike
		ask := func(n network, email string) {
			g.Go(func() error {
				_, err := n.send("POST", "/password-reset", fmt.Sprintf(`{"email":%q}`, email), n.headers()...)
				return err
			})
		}
		for range 11 {
			ask(from[0], "nobody@latchkey.example")
		}
		for _, n := range from[1:] {
			ask(n, o.email())
		}
		if err := g.Wait(); err != nil {
			t.Error(err)
		}
	}},
	"reset/admin": {spend: func(t *testing.T, from []network, o *owner) {
		for range 4 {
			again(t, 4, from, "POST", "/api/v1/auth/reset-password",
				fmt.Sprintf(`{"username":%q,"reset_code":%q,"new_password":"a new password of length"}`, o.name, wrongCode))
		}
	}},
	"support-pin/agent": {spend: func(t *testing.T, from []network, _ *owner) {
		again(t, 12, from, "POST", "/api/v4/users/7/support_pin/verify", `{"pin":"123456"}`)
	}},
	"token/session": {spend: func(t *testing.T, from []network, _ *owner) {
		again(t, 12, from, "POST", "/token", "")
	}},
	"authorization-code/session": {spend: func(t *testing.T, from []network, _ *owner) {
		again(t, 12, from, "POST", "/users/me/authorization-codes", `{"return_to":"https://app.example.com/","code_challenge":"x"}`)
	}},
	"send/user": {spend: func(t *testing.T, from []network, _ *owner) {
		again(t, 12, from, "POST", "/2fa/resend", `{"challenge_id":"UNKNOWNCHALLENGE"}`)
	}},
	"send/device": {spend: func(t *testing.T, from []network, o *owner) {
		stranger := remembered(t, from[0], "asks-again-"+o.name)
		for i := range 12 {
			from[i].call(t, "POST", "/2fa/resend", `{"challenge_id":"UNKNOWNCHALLENGE"}`, "Device-Token", stranger)
		}
	}},
	"ask/user": {spend: askForTheOwners}, "ask/network": {spend: askForTheOwners}, "ask/destination": {spend: askForTheOwners},
	"ask/admin": {spend: askForTheOwners},
	"registration/address": {spend: func(t *testing.T, from []network, _ *owner) {
		last := 0
		for i := range 31 {
			last = from[0].call(t, "POST", "/users/register",
				fmt.Sprintf(`{"username":"swarm%d","email":"swarm%d@latchkey.example","password":%q}`, i, i, password)).status
		}
		if last != 429 {
			t.Errorf("the last of many: %d", last)
		}
	}},
	"text/service": {spend: func(t *testing.T, from []network, _ *owner) {
		n := signedIn(t, from[0], "sender")
		for i := range 6 {
			n.call(t, "PATCH", "/users/me", fmt.Sprintf(`{"phone_number":"+4477009001%02d"}`, i))
		}
	}},
}

func again(t *testing.T, times int, from []network, method, path, body string) {
	t.Helper()
	for i := range times {
		from[i%len(from)].call(t, method, path, body)
	}
}

// askForTheOwners has a signed-in stranger ask for the owner's address, from many networks.
func askForTheOwners(t *testing.T, from []network, o *owner) {
	t.Helper()
	asker := signedIn(t, from[0], "asks-"+o.name)
	for i := range 12 {
		asker.address = from[i].address
		asker.call(t, "PATCH", "/users/me", fmt.Sprintf(`{"email":%q}`, o.email()))
	}
}

// remembered gives the token of a device on which a stranger is known.
func remembered(t *testing.T, n network, name string) string {
	t.Helper()
	n.account(t, name, false)
	a := n.call(t, "POST", "/users/login", fmt.Sprintf(`{"username":%q,"password":%q,"remember_device":true}`, name, password))
	if a.text("device_token") == "" {
		t.Fatalf("%s is not known: %d %s", name, a.status, a.body)
	}
	return a.text("device_token")
}

func signedIn(t *testing.T, n network, name string) network {
	t.Helper()
	n.account(t, name, false)
	n.token = n.call(t, "POST", "/users/login", login(name, password)).text("token")
	if n.token == "" {
		t.Fatalf("%s is not signed in", name)
	}
	return n
}

// no limit locks its owner out. Whatever strangers use up, the owner signs in,
// steps up and resets the password. There is one exception, and a reset by mail ends it.
func TestNoLimitIsAWeapon(t *testing.T) {
	s := start(t, "BackendSecret="+backendSecret, "TextsPerHour=4", "RegistrationsPerHour=30")
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
			row.spend(t, strangers(s), o)
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
		})
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
		if cells := strings.Split(line, "|"); len(cells) == 6 {
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
		if cells := strings.Split(line, "|"); len(cells) == 7 && strings.HasPrefix(cells[1], " `") {
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
