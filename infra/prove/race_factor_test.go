package prove_test

import (
	"time"

	"latchkey/infra/testing/running"
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
	{name: "one answer of a passkey", variant: true, ready: func(r *round) bout {
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
	{name: "one passkey, for two users", variant: true, ready: func(r *round) bout {
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
	{name: "an enrolment, confirmed by many", variant: true, limited: true, ready: func(r *round) bout {
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
	{name: "two enrolments, confirmed at once", variant: true, limited: true, ready: func(r *round) bout {
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
