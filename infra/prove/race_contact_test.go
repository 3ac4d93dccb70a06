package prove_test

import (
	"fmt"
	"sync/atomic"

	"latchkey/infra/testing/running"
)

var numbers atomic.Int32

// contactRace is of ten users who have all been sent a code to one address, or number: the first to give
// theirs has it. Of those who want an address, half register with it.
func contactRace(name, field string, fresh func() string) race {
	kind := map[string]string{"email": "email", "phone_number": "phone"}[field]
	return race{name: name, variant: true, ready: func(r *round) bout {
		contact, members := fresh(), r.users(10, nil)
		together(members, func(u *user) { u.token = r.signIn(r, u) })
		var tries []call
		for i, u := range members {
			if field == "email" && i%2 == 0 {
				u = newOwners(1)[0]
				a := r.Must(r, 201, "POST", "/users/register", registration(u.name, contact, r.key(r)), u.headers()...)
				tries = append(tries, u.call("POST", "/users/confirm", running.Reply(a.Text("challenge.id"), r.Code(r, contact))))
				continue
			}
			body := fmt.Sprintf(`{%q:%q}`, field, contact)
			id := r.need(202, u, "PATCH", "/users/me", body).Text("challenge.id")
			tries = append(tries, u.call("PATCH", "/users/me", body, "Challenge-Id", id, "Challenge-Code", r.Code(r, contact)))
		}
		return bout{
			calls: each(many, func(i int) call { return tries[i%10] }),
			want: map[string]span{ // who has it may ask for it once more, and nothing changes
				"200": between(1, many/10+1), "409 " + field + "_taken|409 user_changed|" + closed: between(many-many/10-1, many-1),
			},
			after: func(got answers) {
				id := idOf(got.of("200")[0], "id")
				for _, a := range got.of("200") {
					if idOf(a, "id") != id {
						r.Errorf("two have it: %s and %s", id, idOf(a, "id"))
					}
				}
				r.holds(kind+"#"+contact, id)
				if stored := r.account(id); word(stored[field]) != contact || word(stored[kind+"_confirmed"]) != "true" {
					r.Errorf("the winner has %s %s, confirmed: %s", field, word(stored[field]), word(stored[kind+"_confirmed"]))
				}
				for _, u := range members {
					if u.id != id && word(r.account(u.id)[field]) == contact {
						r.Errorf("%s has it, too", u.name)
					}
					r.holds("email#"+u.email(), map[bool]string{true: u.id}[field != "email" || u.id != id])
				}
			},
		}
	}}
}

// newOwners have a name and an address, and no account yet.
func newOwners(n int) (all []*user) {
	for range n {
		all = append(all, &user{name: newName(), network: network()})
	}
	return all
}

func (u *user) registers(username, email, key string) call {
	return u.call("POST", "/users/register", registration(username, email, key))
}

// idOf is the first number at one of the paths of an answer.
func idOf(a answered, paths ...string) string {
	for _, path := range paths {
		if id, ok := a.At(path).(float64); ok {
			return fmt.Sprintf("%.0f", id)
		}
	}
	return ""
}

// madeBy is the id of the account that one of those who took part was given; empty where none was.
func madeBy(won answers, who int) string {
	for _, a := range won {
		if a.who == who {
			return idOf(a, "user.id")
		}
	}
	return ""
}

// confirms expects somebody who registered to confirm their address, and to sign in.
func (r *round) confirms(u *user, challenge string) {
	r.Helper()
	r.need(200, u, "POST", "/users/confirm", running.Reply(challenge, r.Code(r, u.email())))
	r.signIn(r, u)
}

// unspent expects the keys of those who did not register to be good still.
func (r *round) unspent(keys []string, won answered) {
	r.Helper()
	for i, key := range keys {
		if i%3 != 1 || won.act == "register" && i == won.who {
			continue
		}
		u := newOwners(1)[0]
		r.need(201, u, "POST", "/users/register", registration(u.name, u.email(), key))
		return // one of them is enough: each costs a hash
	}
}
