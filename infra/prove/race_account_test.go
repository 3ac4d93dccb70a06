package prove_test

import (
	"fmt"

	"latchkey/infra/testing/running"
)

// accountRaces are of the beginning and the end of an account.
var accountRaces = []race{
	{name: "a confirmation, while the registration is cancelled", variant: true, ready: func(r *round) bout {
		u, key := newOwners(1)[0], r.key(r)
		a := r.Must(r, 201, "POST", "/users/register", registration(u.name, u.email(), key), u.headers()...)
		u.id = idOf(answered{Answer: a}, "user.id")
		confirm := running.Reply(a.Text("challenge.id"), r.Code(r, u.email()))
		cancel := fmt.Sprintf(`{"token":%q}`, r.link(u, cancelling))
		r.mark(u)
		return bout{
			calls: each(many, func(i int) call {
				if i%2 == 0 {
					return u.call("POST", "/users/register/cancel", cancel).as("cancel")
				}
				return u.call("POST", "/users/confirm", confirm).as("confirm")
			}),
			want: map[string]span{
				"confirm 200|cancel 204": exactly(1), "cancel 410 registration_closed": anyNumber(),
				"confirm 410 challenge_closed|confirm 410 code_used|confirm 409 user_changed": anyNumber(),
			},
			after: func(got answers) {
				if len(got.of("confirm 200")) == 1 {
					r.recorded(u, map[string]int{"email_confirmed": 1})
					r.holds("email#"+u.email(), u.id)
					r.signIn(r, u)
					return
				}
				r.recorded(u, map[string]int{"registration_cancelled": 1})
				r.gone(u)
				again := r.need(207, r.admin(r), "POST", "/users/bulk", fmt.Sprintf(`{"users":[{"username":%q,"email":%q,"password_hash":%q}]}`, u.name, u.email(), r.hash))
				if again.At("results.0.status") != 201.0 {
					r.Errorf("the name again: %s", again)
				}
			},
		}
	}},
	//
	{name: "a deletion", ready: func(r *round) bout {
		u := r.signedIn(nil)
		deletion := r.deletion(u)
		r.mark(u)
		return bout{
			calls: each(many, func(int) call { return deletion }),
			want:  map[string]span{"204": exactly(1), "401 token_invalid|404 user_not_found|409 user_changed|" + closed: exactly(many - 1)},
			after: func(answers) {
				r.gone(u)
				r.sessions(u, 0)
				r.works(u.token, false)
				r.recorded(u, map[string]int{"deleted": 1})
			},
		}
	}},
	{name: "a deletion, while the account is changed", variant: true, ready: func(r *round) bout {
		u, boss := r.signedIn(nil), r.admin(r)
		deletion, renamed := r.deletion(u).as("delete"), newOwners(many)
		changes := func(i int) call {
			switch i % 5 {
			case 0:
				return boss.call("PATCH", "/users/"+u.id, fmt.Sprintf(`{"username":%q}`, renamed[i].name)).as("change")
			case 1:
				return u.call("PATCH", "/users/me", `{"profile":{"colour":"green"}}`).as("change")
			case 2:
				return u.call("POST", "/api/v4/user/support_pin", "").as("change")
			case 3:
				return u.call("POST", "/users/me/factors", `{"type":"totp","name":"phone"}`).as("change")
			}
			return (&user{network: network()}).call("POST", "/users/login", running.Login(u.name, running.Password)).as("change")
		}
		return bout{
			calls: each(many, func(i int) call {
				if i%2 == 0 {
					return deletion
				}
				return changes(i / 2)
			}),
			want: map[string]span{
				"delete 204": upTo(1), "delete 401 token_invalid|delete 404 user_not_found|delete 409 user_changed|delete 410 code_used|delete 410 challenge_closed": anyNumber(),
				"change 200|change 201|change 401 token_invalid|change 401 invalid_credentials|change 404 user_not_found|change 409 user_changed|change 409 too_many_enrolments|change 422 nothing_to_change": anyNumber(),
			},
			after: func(got answers) {
				if len(got.of("delete 204")) == 0 { // somebody else was faster each time
					again := r.deletion(u)
					r.Must(r, 204, again.method, again.path, again.body, again.headers...)
				}
				claims := []string{}
				for _, w := range renamed {
					claims = append(claims, "username#"+w.name)
				}
				r.gone(u, claims...)
				r.works(u.token, false)
				for _, a := range got {
					if token := a.Text("token"); token != "" {
						r.works(token, false)
					}
				}
			},
		}
	}},
	//
	{name: "one request under an idempotency key", ready: func(r *round) bout {
		members, boss, key := newOwners(2), r.admin(r), newName()
		body := r.imports(members)
		return bout{
			calls: each(many, func(int) call { return boss.call("POST", "/users/bulk", body, "Idempotency-Key", key) }),
			want:  map[string]span{"201": between(1, many), "409 request_in_progress": upTo(many - 1)},
			after: func(got answers) {
				first := got.of("201")[0]
				again := r.need(207, boss, "POST", "/users/bulk", body, "Idempotency-Key", key)
				for _, a := range append(got.of("201"), answered{Answer: again}) {
					if a.Body != first.Body {
						r.Errorf("two answers: %s and %s", first, a)
					}
				}
				for i, u := range members {
					u.id = idOf(first, fmt.Sprintf("results.%d.user.id", i))
					r.recorded(u, map[string]int{"registered": 1})
					r.holds("username#"+u.name, u.id)
					r.mailed(u.email(), "", 1)
				}
			},
		}
	}},
	{name: "two requests under an idempotency key", variant: true, ready: func(r *round) bout {
		sides, boss, key := [][]*user{newOwners(1), newOwners(1)}, r.admin(r), newName()
		return bout{
			calls: each(many, func(i int) call {
				return boss.call("POST", "/users/bulk", r.imports(sides[i%2]), "Idempotency-Key", key).as(fmt.Sprint("side", i%2))
			}),
			want: map[string]span{
				"side0 201": anyNumber(), "side1 201": anyNumber(),
				"side0 409 request_in_progress|side1 409 request_in_progress|side0 422 idempotency_key_reused|side1 422 idempotency_key_reused": upTo(many - 1),
			},
			after: func(got answers) {
				made := 0
				for i, side := range sides {
					done := len(got.of(fmt.Sprintf("side%d 201", i))) > 0
					if there := r.holder("username#"+side[0].name) != ""; there != done {
						r.Errorf("told that it was made: %t, and it was: %t", done, there)
					} else if there {
						made++
					}
				}
				if made != 1 {
					r.Errorf("%d requests were done under one key", made)
				}
			},
		}
	}},
	{name: "a registration under an idempotency key", variant: true, ready: func(r *round) bout {
		u := newOwners(1)[0]
		body := registration(u.name, u.email(), r.key(r))
		return bout{
			calls: each(many, func(int) call { return u.call("POST", "/users/register", body, "Idempotency-Key", u.name) }),
			want:  map[string]span{"201": between(1, many), "409 request_in_progress": upTo(many - 1)},
			after: func(got answers) {
				first := got.of("201")[0]
				for _, a := range got.of("201") {
					if a.Body != first.Body {
						r.Errorf("two answers: %s and %s", first, a)
					}
				}
				u.id = idOf(first, "user.id")
				r.recorded(u, map[string]int{"registered": 1})
				r.mailed(u.email(), "", 1)
				r.confirms(u, first.Text("challenge.id"))
			},
		}
	}},
}

// deletion asks for the code of one, and is the request that gives it.
func (r *round) deletion(u *user) call {
	r.Helper()
	id := r.need(202, u, "DELETE", "/users/me", "").Text("challenge.id")
	return u.call("DELETE", "/users/me", "", "Challenge-Id", id, "Challenge-Code", r.Code(r, u.email()))
}

// imports is the body that makes users, who are mailed a code.
func (r *round) imports(members []*user) (body string) {
	for i, u := range members {
		body += map[bool]string{true: ","}[i > 0] + fmt.Sprintf(`{"username":%q,"email":%q,"password_hash":%q,"notify":true}`, u.name, u.email(), r.hash)
	}
	return `{"users":[` + body + `]}`
}
