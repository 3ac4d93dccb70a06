package prove_test

import (
	"fmt"
	"testing"
	"time"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/running"
)

// staffRaces are of what one admin may do to an account.
var staffRaces = []race{
	{name: "an admin who helps in three ways", variant: true, ready: func(r *round) bout {
		u, boss, second := r.mark(r.user(twoFactor)), r.admin(r), r.second
		moved := running.Address(newName())
		move := fmt.Sprintf(`{"email":%q}`, moved)
		id := r.need(202, boss, "PATCH", "/users/"+u.id, move).Text("challenge.id")
		helps := []call{
			boss.call("POST", allowReset(u), "").as("allow"),
			boss.call("POST", resetFactors(u), `{"reason":"they lost their phone"}`).as("factors"),
			boss.call("PATCH", "/users/"+u.id, move, "Challenge-Id", id, "Challenge-Code", r.Code(r, moved)).as("move"),
		}
		return bout{
			calls: each(many, func(i int) call { return helps[i%3] }),
			want: map[string]span{
				"allow 200|factors 200|move 200": between(1, many),
				"allow 409 second_admin_needed|factors 409 second_admin_needed|move 409 second_admin_needed": anyNumber(),
				"allow 409 user_changed|factors 409 user_changed|move 409 user_changed":                      anyNumber(),
				"move 410 code_used|move 410 challenge_closed|move 422 nothing_to_change":                    anyNumber(),
			},
			after: func(got answers) {
				var kinds []string
				recorded := r.acts(u)
				for act, name := range map[string]string{"allow": "password_reset_allowed", "factors": "factors_reset", "move": "email_changed_by_admin"} {
					n := len(got.of(act + " 200"))
					if act == "move" {
						n = min(n, 1) // asked for once more, it changes nothing
					}
					if n > 0 {
						kinds = append(kinds, act)
					}
					if recorded[name] != n {
						r.Errorf("%s is recorded %d times, and was done %d times", name, recorded[name], n)
					}
				}
				if len(kinds) != 1 {
					r.Fatalf("one admin did all of %v", kinds)
				}
				if kinds[0] == "allow" {
					r.need(200, second, "POST", resetFactors(u), `{"reason":"they lost their phone"}`)
				} else {
					r.need(200, second, "POST", allowReset(u), "")
				}
			},
		}
	}},
}

func resetFactors(u *user) string { return "/api/v1/admin/users/" + u.name + "/reset-factors" }

// promoted makes users admins, and signs them in.
func (r *round) promoted(n int) []*user {
	r.Helper()
	all, boss := r.users(n, twoFactor), r.admin(r)
	for _, u := range all { // one after the other: they meet at the count of admins
		r.need(200, boss, "PATCH", "/users/"+u.id, `{"role":"admin"}`)
	}
	together(all, func(u *user) { u.token = r.signIn(r, u) })
	return all
}

// admins demote, disable and delete one another and themselves, until one is left. That one can be
// neither demoted, disabled nor deleted.
func TestRacesOfTheLastAdmin(t *testing.T) {
	t.Parallel()
	rounds := proof.Count(t, proof.Rounds)
	s := newArena(t)
	(&round{TB: t, arena: s}).need(200, s.boss, "PATCH", "/users/"+s.second.id, `{"role":"user"}`)
	for range proof.Times(1, 20) {
		r := &round{TB: t, arena: s}
		r.lastAdmin()
		if rounds.Add(1); t.Failed() {
			break
		}
	}
	s.checkAll(t)
}

// lastAdmin has seven admins turn on one another. One who is left is the admin of the next round.
func (r *round) lastAdmin() {
	r.Helper()
	boss := r.admin(r)
	boss.id = idOf(answered{Answer: r.need(200, boss, "GET", "/users/me", "")}, "id")
	admins := append(r.promoted(6), boss)
	var deletions []call
	for _, u := range admins {
		deletions = append(deletions, r.deletion(u).as("delete"))
	}
	got := r.atOnce(each(many, func(i int) call {
		actor, target := admins[i%7], admins[(i+1+i/7)%7]
		switch i % 4 {
		case 0:
			return actor.call("PATCH", "/users/"+target.id, `{"role":"user"}`).as("demote")
		case 1:
			return actor.call("PATCH", "/users/"+target.id, `{"status":"disabled"}`).as("disable")
		case 2:
			return actor.call("PATCH", "/users/bulk", fmt.Sprintf(`{"users":[{"id":%s,"role":"user"}]}`, target.id)).as("demote")
		}
		return deletions[i%7]
	}))
	const lost = "401 token_invalid|%[1]s 403 forbidden|%[1]s 403 admin_only|%[1]s 404 user_not_found|%[1]s 409 user_changed"
	want := map[string]span{}
	for act, done := range map[string]string{"demote": "200", "disable": "200", "delete": "204"} {
		want[fmt.Sprintf("%[1]s "+lost+"|%[1]s 409 last_admin|%[1]s 410 code_used|%[1]s 410 challenge_closed", act)] = anyNumber()
		want[act+" "+done] = anyNumber()
	}
	r.judge(got, want)
	r.crown(admins)
}

// crown finds who is left, and has one of them end the others.
func (r *round) crown(admins []*user) {
	r.Helper()
	var left []*user
	for _, u := range admins {
		if stored := r.account(u.id); word(stored["role"]) == "admin" && word(stored["status"]) == "active" {
			left = append(left, u)
		}
	}
	count := word(r.Stored(r, "ClaimsTable", item{"value": textual("admins")})["count"])
	if len(left) == 0 || count != fmt.Sprint(len(left)) {
		r.Fatalf("%d admins are left, and %s are counted", len(left), count)
	}
	last := left[0]
	for _, u := range left[1:] {
		r.need(200, last, "PATCH", "/users/"+u.id, `{"role":"user"}`)
	}
	deletion := r.deletion(last)
	for _, c := range []call{
		last.call("PATCH", "/users/me", `{"role":"user"}`), last.call("PATCH", "/users/me", `{"status":"disabled"}`), deletion,
	} {
		if a := r.Do(r, c.method, c.path, c.body, c.headers...); a.Code() != "last_admin" {
			r.Errorf("%s %s of the last admin: %s", c.method, c.body, a)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.boss, r.since = last, time.Now()
}
