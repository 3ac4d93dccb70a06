package prove_test

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/running"
)

const wrongPassword = "a wrong password of length"

// guessRaces are of limits on guessing.
var guessRaces = []race{
	//
	{name: "wrong passwords from one network", limited: true, ready: func(r *round) bout {
		u, stranger := r.mark(r.user(nil)), &user{network: network()}
		return bout{
			calls: each(many, func(int) call { return stranger.call("POST", "/users/login", running.Login(u.name, wrongPassword)) }),
			want:  map[string]span{"401 invalid_credentials": exactly(5), "429 too_many_requests": exactly(many - 5)},
			after: func(answers) {
				r.sessions(u, 0)
				if a := r.by(stranger, "POST", "/users/login", running.Login(u.name, running.Password)); a.Status != 429 {
					r.Errorf("then the right one: %s", a)
				}
				r.signIn(r, u)
			},
		}
	}},
	//
	{name: "wrong passwords from many networks", variant: true, limited: true, ready: func(r *round) bout {
		u := r.user(nil)
		return bout{
			calls: each(many, func(int) call {
				return (&user{network: network()}).call("POST", "/users/login", running.Login(u.name, wrongPassword))
			}),
			want: map[string]span{"401 invalid_credentials": exactly(many)},
			after: func(answers) {
				if a := r.tries(r, u, running.Password); many > 30 && a.Status != 401 {
					r.Errorf("more than thirty were compared: %s", a)
				}
				if a := r.Post(r, "/password-reset/confirm", r.withLink(r.resetLink(u), 1).body, from(u.network, "")...); a.Status != 204 {
					r.Errorf("the way out: %s", a)
				}
				r.hasPassword(u, 1)
			},
		}
	}},
	{name: "wrong passwords on a known device", variant: true, limited: true, ready: func(r *round) bout {
		u := r.user(nil)
		body := fmt.Sprintf(`{"username":%q,"password":%q,"remember_device":true}`, u.name, running.Password)
		device := r.Must(r, 200, "POST", "/users/login", body, from(u.network, "")...).Text("device_token")
		stolen := &user{network: network()}
		return bout{
			calls: each(many, func(int) call {
				return stolen.call("POST", "/users/login", running.Login(u.name, wrongPassword), "Device-Token", device)
			}),
			want: map[string]span{"401 invalid_credentials": between(10, many), "429 too_many_requests": upTo(many - 10)},
			after: func(answers) {
				u.token = r.signIn(r, u)
				if a := r.need(200, u, "GET", "/users/me/devices", ""); a.At("devices.0") != nil {
					r.Errorf("the device is known still: %s", a)
				}
				r.sessions(u, 2)
				for _, d := range r.Of(r, "DevicesTable", u.id) {
					for name, v := range d {
						if tried, ok := v.(*types.AttributeValueMemberSS); ok && len(tried.Value) > 10 {
							r.Errorf("%s counts %d", name, len(tried.Value))
						}
					}
				}
			},
		}
	}},
	//
	{name: "wrong PINs", ready: func(r *round) bout {
		u, agents := r.signedIn(nil), r.agents(3)
		pin := r.need(201, u, "POST", "/api/v4/user/support_pin", "").Text("pin")
		r.mark(u)
		path := "/api/v4/users/" + u.id + "/support_pin/verify"
		return bout{
			calls: each(many, func(i int) call { return agents[i%3].call("POST", path, fmt.Sprintf(`{"pin":%q}`, other(pin))) }),
			want:  map[string]span{"200": exactly(5), "429 too_many_tries": exactly(many - 5)},
			after: func(got answers) {
				for _, a := range got.of("200") {
					if a.At("valid") != false {
						r.Errorf("a wrong PIN: %s", a)
					}
				}
				r.recorded(u, map[string]int{"support_pin_verified": 5})
				if a := r.by(agents[0], "POST", path, fmt.Sprintf(`{"pin":%q}`, pin)); a.Status != 429 {
					r.Errorf("then the right one: %s", a)
				}
				next := r.need(201, u, "POST", "/api/v4/user/support_pin", "").Text("pin")
				if a := r.by(agents[0], "POST", path, fmt.Sprintf(`{"pin":%q}`, next)); a.At("valid") != true {
					r.Errorf("the next PIN: %s", a)
				}
			},
		}
	}},
	{name: "checks of a PIN, while it is revoked", variant: true, ready: func(r *round) bout {
		u, agents, boss := r.signedIn(nil), r.agents(2), r.admin(r)
		pin := r.need(201, u, "POST", "/api/v4/user/support_pin", "").Text("pin")
		r.mark(u)
		path := "/api/v4/users/" + u.id + "/support_pin/"
		return bout{
			calls: each(many, func(i int) call {
				if i%5 == 0 {
					return boss.call("POST", path+"revoke", "").as("revoke")
				}
				return agents[i%2].call("POST", path+"verify", fmt.Sprintf(`{"pin":%q}`, pin)).as("check")
			}),
			want: map[string]span{
				"revoke 202": exactly(1), "revoke 404 support_pin_not_found": anyNumber(),
				"check 200": anyNumber(), "check 404 support_pin_not_found": anyNumber(),
				"check 429 too_many_tries|check 429 too_many_requests": anyNumber(), // five may be under way, and twenty are an agent's
			},
			after: func(got answers) {
				if n := len(r.Of(r, "SupportPinsTable", u.id)); n != 0 {
					r.Errorf("%d PINs are stored", n)
				}
				want := map[string]int{"support_pin_revoked": 1}
				if n := len(got.of("check 200")); n > 0 {
					want["support_pin_verified"] = n
				}
				r.recorded(u, want)
				r.need(404, u, "GET", "/api/v4/user/support_pin", "")
			},
		}
	}},
}

// agents are support staff who are signed in. Each may check twenty PINs an hour.
func (r *round) agents(n int) []*user {
	r.Helper()
	all, boss := r.users(n, twoFactor), r.admin(r)
	together(all, func(u *user) {
		r.need(200, boss, "PATCH", "/users/"+u.id, `{"role":"support"}`)
		u.token = r.signIn(r, u)
	})
	return all
}
