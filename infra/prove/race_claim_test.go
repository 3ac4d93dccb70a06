package prove_test

import (
	"fmt"

	"latchkey/infra/testing/running"
)

// claimRaces are of what one user may have: a registration key, a username, an address, a number.
var claimRaces = []race{
	//
	{name: "a registration key", ready: func(r *round) bout {
		key, owners := r.key(r), newOwners(many)
		return bout{
			calls: each(many, func(i int) call { return owners[i].registers(owners[i].name, owners[i].email(), key) }),
			want:  map[string]span{"201": exactly(1), "403 invalid_registration_key|429 too_many_requests": exactly(many - 1)},
			after: func(got answers) {
				won := r.one(got, "201")
				for i, u := range owners {
					u.id = map[bool]string{true: idOf(won, "user.id")}[i == won.who]
					r.holds("username#"+u.name, u.id)
					r.mailed(u.email(), "", map[bool]int{true: 1}[i == won.who])
				}
				r.confirms(owners[won.who], won.Text("challenge.id"))
			},
		}
	}},
	{name: "a registration key, while it is revoked", variant: true, ready: func(r *round) bout {
		owners, boss := newOwners(many), r.admin(r)
		issued := r.need(201, boss, "POST", "/api/v1/admin/registration-keys", `{"count":1}`)
		key, id := issued.Text("keys.0.registration_key"), idOf(answered{Answer: issued}, "keys.0.id")
		return bout{
			calls: each(many, func(i int) call {
				if i%2 == 0 {
					return boss.call("DELETE", "/api/v1/admin/registration-keys/"+id, "").as("revoke")
				}
				return owners[i].registers(owners[i].name, owners[i].email(), key).as("register")
			}),
			want: map[string]span{
				"register 201|revoke 204": exactly(1),
				"register 403 invalid_registration_key|register 429 too_many_requests":  anyNumber(),
				"revoke 409 registration_key_used|revoke 409 registration_key_inactive": anyNumber(),
			},
			after: func(got answers) {
				stored := r.Stored(r, "RegistrationKeysTable", item{"id": numeric(id)})
				used := ""
				if won := got.of("register 201"); len(won) == 1 {
					used = idOf(won[0], "user.id")
					r.confirms(owners[won[0].who], won[0].Text("challenge.id"))
				}
				if word(stored["active"]) != "false" || word(stored["used_by"]) != used {
					r.Errorf("the key is used by %q, want %q; active: %s", word(stored["used_by"]), used, word(stored["active"]))
				}
			},
		}
	}},
	//
	{name: "a username, at three doors", variant: true, ready: func(r *round) bout {
		name, boss := newName(), r.admin(r)
		owners, members := newOwners(many), r.users((many+2)/3, nil)
		keys := make([]string, many)
		for i := range keys {
			keys[i] = r.key(r)
		}
		return bout{
			calls: each(many, func(i int) call {
				switch i % 3 {
				case 0:
					return boss.call("PATCH", "/users/"+members[i/3].id, fmt.Sprintf(`{"username":%q}`, name)).as("rename")
				case 1:
					return owners[i].registers(name, owners[i].email(), keys[i]).as("register")
				}
				return boss.call("POST", "/users/bulk", fmt.Sprintf(`{"users":[{"username":%q,"email":%q,"password_hash":%q}]}`, name, owners[i].email(), r.hash)).as("import")
			}),
			want: map[string]span{
				"rename 200|register 201|import 201":                                              exactly(1),
				"rename 409 username_taken|register 409 username_taken|import 409 username_taken": exactly(many - 1),
			},
			after: func(got answers) {
				won := r.one(got, "rename 200", "register 201", "import 201")
				for i, u := range members {
					own := map[bool]string{false: u.id}[won.act == "rename" && i == won.who/3]
					r.holds("username#"+u.name, own)
				}
				id := idOf(won, "user.id", "id", "results.0.user.id")
				r.holds("username#"+name, id)
				for _, u := range owners {
					made := won.act != "rename" && u == owners[won.who]
					r.holds("email#"+u.email(), map[bool]string{true: id}[made])
				}
				r.unspent(keys, won)
			},
		}
	}},
	{name: "renames of one user", variant: true, ready: func(r *round) bout {
		u, boss := r.mark(r.user(nil)), r.admin(r)
		wanted := newOwners(many)
		return bout{
			calls: each(many, func(i int) call {
				return boss.call("PATCH", "/users/"+u.id, fmt.Sprintf(`{"username":%q}`, wanted[i].name))
			}),
			want: map[string]span{"200": between(1, many), "409 user_changed": upTo(many - 1)},
			after: func(got answers) {
				now, held := word(r.account(u.id)["username"]), 0
				for _, w := range append(wanted, u) {
					if holder := r.holder("username#" + w.name); holder != "" {
						held++
						r.holds("username#"+now, holder)
					}
				}
				if held != 1 {
					r.Errorf("the user has %d names", held)
				}
				r.recorded(u, map[string]int{"username_changed": len(got.of("200"))})
			},
		}
	}},
	//
	{name: "registrations with one address", limited: true, ready: func(r *round) bout {
		owners := newOwners(many)
		address, keys := owners[0].email(), make([]string, many)
		for i := range keys {
			keys[i] = r.key(r)
		}
		return bout{
			calls: each(many, func(i int) call { return owners[i].registers(owners[i].name, address, keys[i]) }),
			want:  map[string]span{"201": exactly(10), "429 too_many_requests": exactly(many - 10)},
			after: func(got answers) {
				r.mailed(address, "", 10)
				for i, u := range owners {
					r.holds("username#"+u.name, madeBy(got.of("201"), i))
				}
				first := got.of("201")[0]
				if r.holder("email#"+address) == "" {
					r.Error("nobody waits for the address")
				}
				u := owners[first.who]
				u.id = idOf(first, "user.id")
			},
		}
	}},
	contactRace("an address, at two doors", "email", func() string { return running.Address(newName()) }),
	contactRace("a phone number", "phone_number", func() string { return fmt.Sprintf("+447700%06d", 900000+numbers.Add(1)) }),
}
