package prove_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"latchkey/infra/testing/running"
)

// sessionRaces are of how sessions begin and end.
var sessionRaces = []race{
	//
	{name: "a code for an application", variant: true, ready: func(r *round) bout {
		u := r.signedIn(nil)
		body := r.applicationCode(u)
		r.mark(u)
		return bout{
			calls: each(many, func(int) call {
				return call{method: "POST", path: "/users/login/code", body: body, headers: from(network(), "")}
			}),
			want: map[string]span{"200": exactly(1), "401 invalid_authorization_code": exactly(many - 1)},
			after: func(got answers) {
				r.Must(r, 401, "POST", "/users/login/code", body, from(network(), "")...)
				r.works(r.one(got, "200").Text("token"), false) // two have the code, and nobody knows who is the right one
				r.recorded(u, map[string]int{"signed_in_to_application": 1, "session_ended": 1})
				r.works(u.token, true)
				r.Must(r, 200, "POST", "/users/login/code", r.applicationCode(u), from(network(), "")...)
			},
		}
	}},
	//
	{name: "renewals of a session, while it is ended", variant: true, ready: func(r *round) bout {
		u := r.mark(r.signedIn(nil))
		return bout{
			calls: each(many, func(i int) call {
				if i%2 == 0 {
					c := u.call("POST", "/users/login", running.Login(u.name, running.Password)).as("renew")
					c.headers = from(network(), u.token) // five sign-ins may be under way from one network
					return c
				}
				return u.call("POST", "/users/logout", "").as("end")
			}),
			want: map[string]span{"renew 200": exactly((many + 1) / 2), "end 204|end 401 token_invalid": exactly(many / 2)},
			after: func(got answers) {
				r.works(u.token, false)
				renewed := got.of("renew 200")
				r.sessions(u, len(renewed))
				r.recorded(u, map[string]int{"session_ended": 1})
				for _, a := range renewed[:3] {
					r.works(a.Text("token"), true)
				}
			},
		}
	}},
	{name: "sign-ins, while the account is disabled", variant: true, ready: func(r *round) bout {
		u, boss := r.signedIn(nil), r.admin(r)
		disable := boss.call("PATCH", "/users/"+u.id, `{"status":"disabled"}`).as("disable")
		r.mark(u)
		return bout{
			calls: each(many, func(i int) call {
				if i%2 == 0 { // so that the account has room for the failures of the others
					return disable
				}
				return (&user{network: network()}).call("POST", "/users/login", running.Login(u.name, running.Password)).as("sign in")
			}),
			want: map[string]span{
				"disable 200": between(1, many), "disable 409 user_changed": anyNumber(),
				"sign in 200": anyNumber(), "sign in 401 invalid_credentials": anyNumber(),
			},
			after: func(got answers) {
				for range 2 { // disabled, and then enabled once more
					for _, a := range append(got.of("sign in 200"), answered{Answer: running.Answer{Body: fmt.Sprintf(`{"token":%q}`, u.token)}}) {
						r.works(a.Text("token"), false)
					}
					r.need(200, boss, "PATCH", "/users/"+u.id, `{"status":"active"}`)
				}
				r.recorded(u, map[string]int{"disabled": 1, "enabled": 1})
				r.signIn(r, u)
			},
		}
	}},
}

// applicationCode is the body by which an application signs a user in.
func (r *round) applicationCode(u *user) string {
	r.Helper()
	verifier := rand.Text() + rand.Text()
	sum := sha256.Sum256([]byte(verifier))
	a := r.need(201, u, "POST", "/users/me/authorization-codes",
		fmt.Sprintf(`{"return_to":%q,"code_challenge":%q}`, returnURL, base64.RawURLEncoding.EncodeToString(sum[:])))
	return fmt.Sprintf(`{"code":%q,"code_verifier":%q}`, a.Text("code"), verifier)
}
