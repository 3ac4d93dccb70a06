package prove_test

import (
	"fmt"

	"latchkey/infra/testing/running"
)

const closed = "410 code_used|410 challenge_closed"

// codeRaces are of codes that are mailed for a sign-in.
var codeRaces = []race{
	//
	{name: "the right code", ready: func(r *round) bout {
		u := r.mark(r.user(twoFactor))
		id, code := r.challenge(u)
		return bout{
			calls: each(many, func(int) call { return u.call("POST", "/2fa", running.Reply(id, code)) }),
			want:  map[string]span{"200": exactly(1), closed: exactly(many - 1)},
			after: func(got answers) {
				r.sessions(u, 1)
				r.recorded(u, map[string]int{"signed_in": 1})
				r.works(r.one(got, "200").Text("token"), true)
				r.signIn(r, u)
			},
		}
	}},
	//
	{name: "wrong codes", variant: true, limited: true, ready: func(r *round) bout {
		u := r.mark(r.user(twoFactor))
		id, code := r.challenge(u)
		return bout{
			calls: each(many, func(int) call { return u.call("POST", "/2fa", running.Reply(id, other(code))) }),
			want:  map[string]span{"401 invalid_code": exactly(5), "410 challenge_closed": exactly(many - 5)},
			after: func(answers) {
				if a := r.by(u, "POST", "/2fa", running.Reply(id, code)); a.Status != 410 {
					r.Errorf("then the right one: %s", a)
				}
				r.sessions(u, 0)
				r.recorded(u, map[string]int{})
				r.signIn(r, u)
			},
		}
	}},
	//
	{name: "right and wrong codes", variant: true, limited: true, ready: func(r *round) bout {
		u := r.mark(r.user(twoFactor))
		id, code := r.challenge(u)
		return bout{
			calls: each(many, func(i int) call {
				return u.call("POST", "/2fa", running.Reply(id, []string{code, other(code)}[i%2]))
			}),
			want: map[string]span{"200": upTo(1), "401 invalid_code": upTo(5), closed: between(many-6, many-1)},
			after: func(got answers) {
				won := len(got.of("200"))
				if wrong := len(got.of("401 invalid_code")); won == 0 && wrong != 5 {
					r.Errorf("nobody signed in, and %d wrong codes were compared", wrong)
				}
				r.sessions(u, won)
				if r.signIn(r, u); won == 1 {
					r.works(got.of("200")[0].Text("token"), true)
				}
			},
		}
	}},
	//
	{name: "wrong codes of three sign-ins", variant: true, limited: true, ready: func(r *round) bout {
		u := r.user(twoFactor)
		id, code := r.challenge(u)
		known := r.need(200, u, "POST", "/2fa", running.Reply(id, code)) // a first one, on a device to remember
		device := known.Text("device_token")
		r.mark(u)
		var ids []string
		for range 3 {
			id, code = r.challenge(u)
			ids = append(ids, id)
		}
		return bout{
			calls: each(many, func(i int) call { return u.call("POST", "/2fa", running.Reply(ids[i%3], other(code))) }),
			want:  map[string]span{"401 invalid_code": exactly(10), "429 too_many_codes": exactly(5), "410 challenge_closed": exactly(many - 15)},
			after: func(answers) {
				r.sessions(u, 1)
				r.recorded(u, map[string]int{})
				r.knownSignIn(u, device)
			},
		}
	}},
}

// challenge begins a sign-in, on a device that is to be remembered, and gives the code that was mailed.
func (r *round) challenge(u *user) (id, code string) {
	r.Helper()
	body := fmt.Sprintf(`{"username":%q,"password":%q,"remember_device":true}`, u.name, running.Password)
	a := r.Must(r, 202, "POST", "/users/login", body, from(u.network, "")...)
	return a.Text("challenge.id"), r.Code(r, u.email())
}

// knownSignIn signs a user in on their known device, by a code.
func (r *round) knownSignIn(u *user, device string) {
	r.Helper()
	headers := append(from(u.network, ""), "Device-Token", device)
	a := r.Must(r, 202, "POST", "/users/login", running.Login(u.name, running.Password), headers...)
	a = r.Post(r, "/2fa", running.Reply(a.Text("challenge.id"), r.Code(r, u.email())), headers...)
	if a.Status != 200 {
		r.Errorf("on the known device: %s", a)
	}
}
