package prove_test

import (
	"fmt"
	"regexp"

	"latchkey/infra/testing/running"
)

// passwordRaces are of all the ways to set a password.
var passwordRaces = []race{
	//
	{name: "a link to reset the password", ready: func(r *round) bout {
		u := r.signedIn(nil)
		token := r.resetLink(u)
		r.mark(u)
		return bout{
			calls: each(many, func(i int) call { return r.withLink(token, i) }),
			want:  map[string]span{"204": exactly(1), "410 reset_closed": exactly(many - 1)},
			after: func(got answers) {
				r.recorded(u, map[string]int{"password_reset": 1})
				r.works(u.token, false)
				r.hasPassword(u, r.one(got, "204").who)
			},
		}
	}},
	{name: "an invitation", variant: true, ready: func(r *round) bout {
		u := r.mark(r.invited())
		token := r.link(u, invitation)
		return bout{
			calls: each(many, func(i int) call { return r.withLink(token, i) }),
			want:  map[string]span{"204": exactly(1), "410 reset_closed": exactly(many - 1)},
			after: func(got answers) {
				r.recorded(u, map[string]int{"invitation_accepted": 1})
				r.holds("email#"+u.email(), u.id)
				r.hasPassword(u, r.one(got, "204").who)
			},
		}
	}},
	//
	{name: "an admin's code to reset the password", ready: func(r *round) bout {
		u := r.signedIn(nil)
		code := r.granted(u)
		r.mark(u)
		return bout{
			calls: each(many, func(i int) call { return r.withGrant(u, code, i) }),
			want:  map[string]span{"204": exactly(1), "403 reset_not_allowed|429 too_many_requests|409 user_changed": exactly(many - 1)},
			after: func(got answers) {
				r.recorded(u, map[string]int{"password_reset_by_admin_code": 1})
				r.works(u.token, false)
				r.hasPassword(u, r.one(got, "204").who)
			},
		}
	}},
	//
	{name: "an admin's code, while the admin withdraws it", variant: true, ready: func(r *round) bout {
		u := r.signedIn(nil)
		code, boss := r.granted(u), r.admin(r)
		r.mark(u)
		return bout{
			calls: each(many, func(i int) call {
				if i%2 == 0 {
					return boss.call("DELETE", allowReset(u), "").as("withdraw")
				}
				return r.withGrant(u, code, i).as("use")
			}),
			want: map[string]span{
				"use 204|withdraw 204":                           exactly(1),
				"withdraw 404 no_reset_allowed":                  anyNumber(),
				"use 403 reset_not_allowed":                      anyNumber(),
				"use 429 too_many_requests":                      anyNumber(),
				"use 409 user_changed|withdraw 409 user_changed": anyNumber(),
			},
			after: func(got answers) {
				if used := got.of("use 204"); len(used) == 1 {
					r.recorded(u, map[string]int{"password_reset_by_admin_code": 1})
					r.works(u.token, false)
					r.hasPassword(u, used[0].who)
					return
				}
				r.recorded(u, map[string]int{"password_reset_withdrawn": 1})
				r.works(u.token, true)
				r.signIn(r, u)
				again := r.granted(u)
				if a := r.by(u, "POST", "/api/v1/auth/reset-password", grantBody(u, again, 0)); a.Status != 204 {
					r.Errorf("the next code: %s", a)
				}
			},
		}
	}},
	{name: "a change of the password, while others sign in with the old one", variant: true, ready: func(r *round) bout {
		u := r.signedIn(nil)
		return bout{
			calls: each(many, func(i int) call {
				if i%2 == 0 {
					return (&user{network: network()}).call("POST", "/users/login", running.Login(u.name, running.Password)).as("sign in")
				}
				return u.call("POST", "/users/me/password", passwordChange(running.Password, i)).as("change")
			}),
			want: map[string]span{
				"change 204": upTo(1), "change 409 user_changed|change 403 wrong_password|change 429 too_many_requests": anyNumber(),
				"sign in 200": anyNumber(), "sign in 401 invalid_credentials": anyNumber(),
			},
			after: func(got answers) {
				who := 0
				if changed := got.of("change 204"); len(changed) == 1 {
					who = changed[0].who
				} else {
					r.need(204, u, "POST", "/users/me/password", passwordChange(running.Password, who))
				}
				for _, a := range got.of("sign in 200") {
					r.works(a.Text("token"), false)
				}
				r.works(u.token, true)
				r.hasPassword(u, who)
			},
		}
	}},
}

func passwordChange(from string, i int) string {
	return fmt.Sprintf(`{"current_password":%q,"new_password":%q}`, from, another(i))
}

// hasPassword expects a user to sign in with the password of one who took part, and with no other.
func (r *round) hasPassword(u *user, who int) {
	r.Helper()
	for i, status := range map[int]int{who: 200, who + 1: 401} {
		if a := r.tries(r, u, another(i)); a.Status != status {
			r.Errorf("a sign-in with password %d: %s, want %d", i, a, status)
		}
	}
}

var (
	resetting  = regexp.MustCompile(`lkr_[A-Za-z0-9_-]+`)
	invitation = regexp.MustCompile(`lki_[A-Za-z0-9_-]+`)
	cancelling = regexp.MustCompile(`lkc_[A-Za-z0-9_-]+`)
)

// link is the token in the newest message that has one.
func (r *round) link(u *user, form *regexp.Regexp) string {
	r.Helper()
	for _, m := range r.Outbox.Messages(u.email()) {
		if token := form.FindString(m.Text); token != "" {
			return token
		}
	}
	r.Fatalf("no link was mailed to %s", u.email())
	return ""
}

// resetLink has a link mailed.
func (r *round) resetLink(u *user) string {
	r.Helper()
	r.Must(r, 202, "POST", "/password-reset", fmt.Sprintf(`{"email":%q}`, u.email()), from(u.network, "")...)
	return r.link(u, resetting)
}

// withLink sets a password by a link.
func (r *round) withLink(token string, i int) call {
	body := fmt.Sprintf(`{"token":%q,"new_password":%q}`, token, another(i))
	return call{method: "POST", path: "/password-reset/confirm", body: body, headers: from(network(), "")}
}

// invited makes a user who has no password yet.
func (r *round) invited() *user {
	r.Helper()
	u := &user{name: newName(), network: network()}
	a := r.need(207, r.admin(r), "POST", "/users/bulk", fmt.Sprintf(`{"users":[{"username":%q,"email":%q,"notify":true}]}`, u.name, u.email()))
	id, _ := a.At("results.0.user.id").(float64)
	u.id = fmt.Sprintf("%.0f", id)
	return u
}

func allowReset(u *user) string { return "/api/v1/admin/users/" + u.name + "/allow-reset" }

// granted has the admin allow a reset, and gives the code.
func (r *round) granted(u *user) string {
	r.Helper()
	return r.need(200, r.admin(r), "POST", allowReset(u), "").Text("reset_code")
}

func grantBody(u *user, code string, i int) string {
	return fmt.Sprintf(`{"username":%q,"reset_code":%q,"new_password":%q}`, u.name, code, another(i))
}

// withGrant sets a password by an admin's code.
func (r *round) withGrant(u *user, code string, i int) call {
	return call{method: "POST", path: "/api/v1/auth/reset-password", body: grantBody(u, code, i), headers: from(network(), "")}
}
