package prove_test

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/pquerna/otp/totp"

	"latchkey/infra/testing/running"
	"latchkey/infra/testing/world"
	"latchkey/shared/edge/wire"
)

// factorRaces are of what users enrol, and of what it signs in.
var factorRaces = []race{
	//
	{name: "one step of an authenticator, at three sign-ins", ready: func(r *round) bout {
		u := r.signedIn(nil)
		app := r.authenticator(u)
		ids := r.challenges(u, 3)
		r.mark(u)
		code := app.code(r, 0)
		return bout{
			calls: each(many, func(i int) call { return u.call("POST", "/2fa", running.Reply(ids[i%3], code)) }),
			want:  map[string]span{"200": exactly(1), "401 invalid_code|" + closed: exactly(many - 1)}, // 401 once the step is long past
			after: func(got answers) {
				r.recorded(u, map[string]int{"signed_in": 1, "session_ended": 1})
				r.works(r.one(got, "200").Text("token"), true)
				a := r.by(u, "POST", "/2fa", running.Reply(r.challenges(u, 1)[0], app.code(r, 30*time.Second)))
				if r.sessions(u, 2); a.Status != 200 {
					r.Errorf("the next step: %s", a)
				}
			},
		}
	}},
	{name: "a recovery code, at three sign-ins", ready: func(r *round) bout {
		u := r.signedIn(nil)
		app := r.authenticator(u)
		ids := r.challenges(u, 3)
		r.mark(u)
		return bout{
			calls: each(many, func(i int) call { return u.call("POST", "/2fa", running.Reply(ids[i%3], app.recovery[0])) }),
			want:  map[string]span{"200": exactly(1), "401 invalid_code|" + closed: exactly(many - 1)},
			after: func(got answers) {
				r.recorded(u, map[string]int{"signed_in": 1, "session_ended": 1, "recovery_code_used": 1})
				r.works(r.one(got, "200").Text("token"), true)
				a := r.by(u, "POST", "/2fa", running.Reply(r.challenges(u, 1)[0], app.recovery[1]))
				if a.Status != 200 || a.At("recovery_codes_left") != 8.0 {
					r.Errorf("the next code: %s", a)
				}
			},
		}
	}},
	{name: "one answer of a passkey", ready: func(r *round) bout {
		u, k := r.signedIn(nil), r.securityKey()
		r.confirmPasskey(u, k)
		r.mark(u)
		body := r.assertion(k)
		return bout{
			calls: each(many, func(int) call {
				return call{method: "POST", path: "/passkeys/sign-in", body: body, headers: from(network(), "")}
			}),
			want: map[string]span{"200": exactly(1), "401 invalid_passkey|" + closed: exactly(many - 1)},
			after: func(got answers) {
				r.recorded(u, map[string]int{"signed_in": 1})
				r.sessions(u, 2)
				r.works(r.one(got, "200").Text("token"), true)
				r.Must(r, 200, "POST", "/passkeys/sign-in", r.assertion(k), from(network(), "")...)
			},
		}
	}},
	{name: "one passkey, for two users", ready: func(r *round) bout {
		k, both := r.securityKey(), r.users(2, nil)
		var confirm []call
		var handles [][]byte
		for _, u := range both {
			u.token = r.signIn(r, u)
			confirm = append(confirm, r.passkeyConfirmation(u, k))
			handles = append(handles, k.Options.UserHandle)
			r.mark(u)
		}
		return bout{
			calls: each(many, func(i int) call { return confirm[i%2] }),
			want:  map[string]span{"200": exactly(1), "409 passkey_taken|409 user_changed|404 factor_not_found": exactly(many - 1)},
			after: func(got answers) {
				i := r.one(got, "200").who % 2
				won := both[i]
				k.Options.UserHandle = handles[i]
				a := r.Must(r, 200, "POST", "/passkeys/sign-in", r.assertion(k), from(network(), "")...)
				if id := idOf(answered{Answer: a}, "user.id"); id != won.id {
					r.Errorf("the passkey signs in %s, and is of %s", id, won.id)
				}
				for _, u := range both {
					if u != won {
						r.recorded(u, map[string]int{})
					}
				}
			},
		}
	}},
	{name: "an enrolment, confirmed by many", limited: true, ready: func(r *round) bout {
		u := r.signedIn(nil)
		app := r.begun(u)
		r.mark(u)
		return bout{
			calls: each(many, func(int) call { return app.confirmation(r, u) }),
			want: map[string]span{
				"200": exactly(1), "404 factor_not_found|409 user_changed|410 code_used|429 too_many_codes|429 too_many_requests": exactly(many - 1),
			},
			after: func(got answers) {
				r.recorded(u, map[string]int{"factor_added": 1})
				app.recovery = texts(r.one(got, "200").At("recovery_codes"))
				a := r.by(u, "POST", "/2fa", running.Reply(r.challenges(u, 1)[0], app.recovery[0]))
				if a.Status != 200 || a.At("recovery_codes_left") != 9.0 {
					r.Errorf("a recovery code: %s", a)
				}
			},
		}
	}},
	{name: "two enrolments, confirmed at once", limited: true, ready: func(r *round) bout {
		u := r.signedIn(nil)
		apps := []*app{r.begun(u), r.begun(u)}
		r.mark(u)
		return bout{
			calls: each(many, func(i int) call { return apps[i%2].confirmation(r, u) }),
			want: map[string]span{
				"200": between(1, 2), "404 factor_not_found|409 user_changed|410 code_used|429 too_many_codes|429 too_many_requests": between(many-2, many-1),
			},
			after: func(got answers) {
				var shown []string
				for _, a := range got.of("200") {
					shown = append(shown, texts(a.At("recovery_codes"))...)
				}
				if len(shown) != 10 {
					r.Fatalf("%d recovery codes are shown", len(shown))
				}
				r.recorded(u, map[string]int{"factor_added": len(got.of("200"))})
				if a := r.by(u, "POST", "/2fa", running.Reply(r.challenges(u, 1)[0], shown[9])); a.Status != 200 {
					r.Errorf("a recovery code: %s", a)
				}
			},
		}
	}},
}

// app is an authenticator.
type app struct {
	id, secret string
	recovery   []string
}

// code is what an authenticator shows, or is to show.
func (a *app) code(r *round, ahead time.Duration) string {
	r.Helper()
	code, err := totp.GenerateCode(a.secret, time.Now().Add(ahead))
	if err != nil {
		r.Fatal(err)
	}
	return code
}

// begun is one whose enrolment is not confirmed.
func (r *round) begun(u *user) *app {
	r.Helper()
	a := r.need(201, u, "POST", "/users/me/factors", `{"type":"totp","name":"phone"}`)
	return &app{id: a.Text("factor.id"), secret: a.Text("totp.secret")}
}

func (a *app) confirmation(r *round, u *user) call {
	return u.call("POST", "/users/me/factors/"+a.id+"/confirm", fmt.Sprintf(`{"code":%q}`, a.code(r, 0)))
}

// authenticator gives a user who is signed in one that shows codes which were not used yet.
func (r *round) authenticator(u *user) *app {
	r.Helper()
	a := r.begun(u)
	confirm := a.confirmation(r, u)
	a.recovery = texts(r.Must(r, 200, confirm.method, confirm.path, confirm.body, confirm.headers...).At("recovery_codes"))
	for _, f := range r.Of(r, "FactorsTable", u.id) {
		if f["last_step"] != nil {
			r.Rewrite(r, "FactorsTable", item{"user_id": f["user_id"], "id": f["id"]}, "last_step", "1")
		}
	}
	return a
}

// challenges begin sign-ins.
func (r *round) challenges(u *user, n int) (ids []string) {
	r.Helper()
	for range n {
		a := r.Must(r, 202, "POST", "/users/login", running.Login(u.name, running.Password), from(u.network, "")...)
		ids = append(ids, a.Text("challenge.id"))
	}
	return ids
}

func texts(list any) (all []string) {
	values, _ := list.([]any)
	for _, v := range values {
		all = append(all, fmt.Sprint(v))
	}
	return all
}

// securityKey is one whose browser is at a page of the service.
func (r *round) securityKey() *world.SecurityKey {
	k := world.NewSecurityKey()
	k.RelyingParty.ID, k.RelyingParty.Origin = "localhost", r.Service.Service.Parameters["PublicUrl"]
	return k
}

// passkeyConfirmation begins the enrolment of a passkey, and is the request that confirms it.
func (r *round) passkeyConfirmation(u *user, k *world.SecurityKey) call {
	r.Helper()
	a := r.need(201, u, "POST", "/users/me/factors", `{"type":"passkey","name":"key"}`)
	made := k.Create(r, raw(r, a, "passkey.public_key"))
	return u.call("POST", "/users/me/factors/"+a.Text("factor.id")+"/confirm", `{"credential":`+made+`}`)
}

func (r *round) confirmPasskey(u *user, k *world.SecurityKey) {
	r.Helper()
	c := r.passkeyConfirmation(u, k)
	r.Must(r, 200, c.method, c.path, c.body, c.headers...)
}

// raw is a member of an answer as it was sent.
func raw(r *round, a running.Answer, path string) []byte {
	r.Helper()
	text, err := json.Marshal(a.At(path))
	if err != nil {
		r.Fatal(err)
	}
	return text
}

// assertion begins a sign-in and answers it with a passkey.
func (r *round) assertion(k *world.SecurityKey) string {
	r.Helper()
	a := r.Must(r, 200, "POST", "/passkeys/begin", "", from(network(), "")...)
	var asked wire.RequestOptions
	if err := json.Unmarshal(raw(r, a, "challenge.public_key"), &asked); err != nil {
		r.Fatal(err)
	}
	return world.Assertion(a.Text("challenge.id"), k.Sign(r, &asked))
}
