package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/cucumber/godog"

	"latchkey/infra/contract/document"
)

// devices are the steps of users who are known on a device.
func (s *scene) devices(sc *godog.ScenarioContext) {
	sc.When(`^"([^"]*)" signs in and has the device remembered$`, func(name string) error {
		err := s.post("/users/login", map[string]any{"username": name, "password": password, "remember_device": true})
		s.person(name).device = s.last.text("device_token")
		return err
	})
	sc.When(`^"([^"]*)" gives name and password on the known device$`, func(name string) error {
		return s.say(request{method: "POST", path: "/users/login", body: login(name, password)}, "Device-Token", s.person(name).device)
	})
	sc.When(`^"([^"]*)" forgets the device$`, func(name string) error {
		return s.say(request{method: "DELETE", path: "/users/me/devices/" + s.last.text("devices.0.id"), token: s.person(name).token})
	})
}

// known has an owner sign in with a second factor and be known on their device.
func (o *owner) known(t *testing.T) (device string) {
	t.Helper()
	body := fmt.Sprintf(`{"username":%q,"password":%q,"remember_device":true}`, o.name, o.secret)
	a := o.call(t, "POST", "/users/login", body)
	a = o.call(t, "POST", "/2fa", reply(a.text("challenge.id"), o.code(t, o.email())))
	if o.token = a.text("token"); a.text("device_token") == "" {
		t.Fatalf("the device is not known: %d %s", a.status, a.body)
	}
	return a.text("device_token")
}

// a stranger who has the owner's password, and forty networks, uses up every limit of the
// account, and of the owner's network. The owner signs in and steps up on the known device.
func TestNothingKeepsAKnownDeviceOut(t *testing.T) {
	s := startNew(t, "BackendSecret="+backendSecret)
	o := &owner{network: network{service: s, address: "203.0.113.1"}, name: "mary", secret: password}
	o.account(t, o.name, true)
	device := o.known(t)
	status := map[string]map[int]int{"password": {}, "code": {}, "send": {}}
	for i := range 40 {
		n := network{service: s, address: fmt.Sprintf("198.51.100.%d", i+1)}
		a := n.call(t, "POST", "/users/login", login(o.name, o.secret))
		status["send"][a.status]++
		if id := a.text("challenge.id"); id != "" {
			status["code"][n.call(t, "POST", "/2fa", reply(id, other(o.code(t, o.email())))).status]++
			status["code"][n.call(t, "POST", "/2fa", reply(id, other(o.code(t, o.email())))).status]++
		}
	}
	for i := range 40 {
		n := network{service: s, address: fmt.Sprintf("198.51.100.%d", i+1)}
		status["password"][n.call(t, "POST", "/users/login", login(o.name, "a wrong password of length")).status]++
	}
	for range 6 {
		o.call(t, "POST", "/users/login", login(o.name, "a wrong password of length"))
	}
	if a := o.call(t, "POST", "/users/login", login(o.name, o.secret)); a.status != 429 || status["send"][429] == 0 || status["code"][429] == 0 {
		t.Errorf("not every limit is used up: %d %s, %v", a.status, a.body, status)
	}
	a := o.call(t, "POST", "/users/login", login(o.name, o.secret), "Device-Token", device)
	if a.status != 202 {
		t.Fatalf("sign-in: %d %s", a.status, a.body)
	}
	a = o.call(t, "POST", "/2fa", reply(a.text("challenge.id"), o.code(t, o.email())), "Device-Token", device)
	if o.token = a.text("token"); a.status != 200 {
		t.Fatalf("code: %d %s", a.status, a.body)
	}
	a = o.call(t, "DELETE", "/users/me", "", "Device-Token", device)
	if a.status != 202 {
		t.Fatalf("step-up: %d %s", a.status, a.body)
	}
	a = o.call(t, "DELETE", "/users/me", "", "Device-Token", device, "Challenge-Id", a.text("challenge.id"), "Challenge-Code", o.code(t, o.email()))
	if a.status != 204 || len(s.scan(t, "DevicesTable")) != 0 {
		t.Errorf("the code of the step-up: %d %s; the devices of a user who is gone: %d", a.status, a.body, len(s.scan(t, "DevicesTable")))
	}
}

// shows are the requests of every route that takes the token of a device: the one that asks for a code, and
// the one that gives it where the code is part of the body. A route without a row fails the test.
var shows = map[string][]string{
	"POST /users/login":                      {`{"username":"boss","password":"a wrong password of length"}`},
	"POST /2fa":                              {reply("UNKNOWN", "123456")},
	"POST /2fa/resend":                       {`{"challenge_id":"UNKNOWN"}`},
	"POST /users/confirm":                    {reply("UNKNOWN", "123456")},
	"POST /passkeys/sign-in":                 {`{"challenge_id":"UNKNOWN","credential":{}}`},
	"POST /password-reset":                   {`{"email":"nobody@latchkey.example"}`},
	"GET /users/{id}/devices":                {``},
	"PATCH /users/{id}":                      {`{"email":"another@latchkey.example"}`},
	"DELETE /users/{id}":                     {``},
	"DELETE /users/bulk":                     {`{"ids":[ID]}`},
	"POST /users/{id}/factors":               {`{"type":"totp","name":"Phone"}`},
	"DELETE /users/{id}/factors/{factor_id}": {``},
	"POST /users/{id}/recovery-codes":        {``},
}

// Every route that takes the token of a device may look for it, with a device that is live and with a token
// that is none.
func TestEveryRouteThatTakesADevice(t *testing.T) {
	s := startNew(t, "BackendSecret="+backendSecret)
	sc := &scene{service: s, people: map[string]*person{}}
	if err := sc.admin(t.Context(), "boss"); err != nil {
		t.Fatal(err)
	}
	o := &owner{network: network{service: s, address: "203.0.113.1"}, name: "boss", secret: password}
	device := o.known(t)
	ids, err := sc.ids("boss")
	if err != nil {
		t.Fatal(err)
	}
	path := strings.NewReplacer("{id}", "me", "{factor_id}", "email")
	walk := func(op document.Operation) {
		takes := func(name string) bool {
			return slices.ContainsFunc(op.Parameters, func(p document.Parameter) bool { return strings.EqualFold(p.Name, name) })
		}
		route := op.Method + " " + op.Path
		bodies, known := shows[route]
		if takes("Challenge-Id") && !takes("Device-Token") || known != takes("Device-Token") {
			t.Errorf("%s takes the token of a device: %v; there is a row: %v", route, takes("Device-Token"), known)
			return
		}
		for _, shown := range []string{device, "lkd_nonsense"} {
			for _, body := range bodies {
				headers := []string{"Device-Token", shown}
				if !slices.Contains(op.Callers, "anyone") {
					headers = append(headers, "PRIVATE-TOKEN", o.token)
				}
				body = strings.ReplaceAll(body, "ID", ids[0])
				if a := s.do(t, op.Method, path.Replace(op.Path), body, headers...); a.status >= 500 {
					t.Errorf("%s: %d %s", route, a.status, a.body)
				}
				if takes("Challenge-Id") {
					headers = append(headers, "Challenge-Id", "UNKNOWN", "Challenge-Code", "123456")
					if a := s.do(t, op.Method, path.Replace(op.Path), body, headers...); a.status != 410 {
						t.Errorf("%s with a code: %d %s", route, a.status, a.body)
					}
				}
			}
		}
	}
	const last = "DELETE /users/{id}/factors/{factor_id}" // of a member of staff, who keeps another factor
	for _, op := range operations(t) {
		if op.Method+" "+op.Path != last {
			walk(op)
		}
	}
	s.setAll(t, "UsersTable", "totp_since", &types.AttributeValueMemberN{Value: "1"})
	for _, op := range operations(t) {
		if op.Method+" "+op.Path == last {
			walk(op)
		}
	}
}
