package acceptance

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/proof"
	"latchkey/shared/edge/wire"
)

// writer is somebody who sends members of a user at a route. May are the members that the contract lets them send:
// each other one is refused.
type writer struct {
	name, who, method, path string
	many                    bool   // the user is an item of users
	rest                    string // the members that the route needs, before the one that is tried
	may                     string
}

// onlyStaff are the members that are power, and are tried in every run of the tests.
const onlyStaff = " role status metadata email_confirmed"

// Some members are refused though the contract lists them, so that clients are told why: the writers who may not
// send these are tried with them, too.
func writers(t *testing.T, c *cast) []writer {
	made := func(name string) string {
		return fmt.Sprintf(`"username":%q,"email":"%s@latchkey.example","password":%q,`, name, name, password)
	}
	const own, staff = "username email phone_number 2fa 2fa_method profile language", onlyStaff
	const fresh = "username email password phone_number 2fa 2fa_method profile language"
	rose := "/users/" + c.idOf(t, "rose")
	return []writer{
		{"nobody registers", "nobody", "POST", "/users/register", false, made("thief"), fresh},
		{"a user", "mary", "PATCH", "/users/me", false, "", own},
		{"support", "support", "PATCH", "/users/me", false, "", own},
		{"a user, of another", "mary", "PATCH", rose, false, "", ""},
		{"support, of another", "support", "PATCH", rose, false, "", ""},
		{"an admin, of another", "an admin", "PATCH", rose, false, "", own + staff},
		{"a program that reads", "users:read", "PATCH", rose, false, "", ""},
		{"a program that registers", "users:register", "PATCH", rose, false, "", ""},
		{"a program that writes metadata", "metadata:write", "PATCH", rose, false, "", "metadata"},
		{"an admin registers many", "an admin", "POST", "/users/bulk", true, made("thief"), fresh + " password_hash role notify metadata email_confirmed"},
		{"a program registers many", "users:register", "POST", "/users/bulk", true, made("thief"), fresh + " password_hash notify metadata email_confirmed"},
		{"an admin changes many", "an admin", "PATCH", "/users/bulk", true, `"id":` + c.idOf(t, "rose") + `,`, "id username phone_number role status"},
	}
}

// odd are members that clients of other services have tried.
var odd = []string{"is_admin", "admin", "roles", "permissions", "user_id", "__proto__", "constructor", "Role", "ROLE", "role ", "$set", "user.role", "verified"}

// valid are values that a writer who may send the member could give.
var valid = map[string]string{
	"role": `"admin"`, "status": `"active"`, "metadata": `{"plan":"pro"}`, "profile": `{"theme":"dark"}`, "email_confirmed": `true`, "2fa": `false`,
	"2fa_method": `"email"`, "username": `"thief"`, "email": `"thief@latchkey.example"`, "phone_number": `"+447700900999"`, "language": `"de"`,
	"password": `"copper lantern under snow"`, "id": `7`, "version": `7`, "session_epoch": `0`, "email_bound": `true`, "phone_confirmed": `true`,
	"created_at": `"2020-01-01T00:00:00Z"`, "updated_at": `"2020-01-01T00:00:00Z"`, "notify": `true`, "role\u0020": `"admin"`, "Role": `"admin"`, "ROLE": `"admin"`,
}

// members are all names that a member of a user has anywhere: in answers, in what routes take, and in the table.
func (c *cast) members(t *testing.T) []string {
	t.Helper()
	all := map[string]bool{}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[wire.User]()) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		all[name] = true
	}
	for _, item := range c.scan(t, "UsersTable") {
		for name := range item {
			all[name] = true
		}
	}
	for _, name := range slices.Concat(slices.Concat(slices.Collect(maps.Values(c.taken(t)))...), odd) {
		all[name] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// taken are the members of a user that routes take, by route.
func (c *cast) taken(t *testing.T) map[string][]string {
	t.Helper()
	promised, err := promise()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, m := range promised.Members() {
		if route := m.Method + " " + m.Path; slices.Contains(takeUsers, route) {
			all[route] = append(all[route], m.Name[len(m.Name)-1])
		}
	}
	return all
}

// takeUsers are the routes that take a user.
var takeUsers = []string{"POST /users/register", "PATCH /users/{id}", "POST /users/bulk", "PATCH /users/bulk"}

// member by role, for writing. A member that a caller may not write is refused at every route that takes a
// user, alone with what the route needs, and nothing of the request is done.
func TestNobodyWritesWhatTheyMayNot(t *testing.T) {
	c, attacks := newCast(t), proof.Count(t, proof.Attacks)
	before, all := c.everything(t), c.members(t)
	for _, w := range writers(t, c) {
		for i, member := range all {
			rare := i%proof.Times(4, 1) != 0 && !slices.Contains(strings.Fields(onlyStaff), member)
			if rare || slices.Contains(strings.Fields(w.may), member) {
				continue
			}
			attacks.Add(1)
			if a := c.sends(t, w, member); !a.refused() {
				t.Errorf("%s sends %s: %d %s", w.name, member, a.status, a.body)
			}
		}
	}
	unchanged(t, before, c.everything(t))
	c.everyMemberHasARow(t)
}

// sends sends a member alone with what the route needs.
func (c *cast) sends(t *testing.T, w writer, member string) answer {
	t.Helper()
	body := "{" + w.rest + fmt.Sprintf("%q:", member) + cmp.Or(valid[member], `"x"`) + "}"
	if w.many {
		body = `{"users":[` + body + `]}`
	}
	return c.do(t, w.method, w.path, body, "PRIVATE-TOKEN", c.token[w.who])
}

// refused holds for a request, or its one item, that the caller is to blame for.
func (a answer) refused() bool {
	status := a.status
	if item, ok := a.at("results.0.status").(float64); ok && status == 207 {
		status = int(item)
	}
	return status >= 400 && status < 500
}

// everyMemberHasARow holds the table to the contract: a new member of a route is some writer's, or known to be
// refused to all of them.
func (c *cast) everyMemberHasARow(t *testing.T) {
	t.Helper()
	refusedToAll := map[string]string{"PATCH /users/bulk": "email 2fa 2fa_method password", "POST /users/register": "registration_key"}
	for route, members := range c.taken(t) {
		may := refusedToAll[route] + " users "
		for _, w := range writers(t, c) {
			if w.method+" "+w.path == route || route == "PATCH /users/{id}" && w.method == "PATCH" && !w.many {
				may += " " + w.may
			}
		}
		for _, member := range members {
			if member != "" && !slices.Contains(strings.Fields(may), member) {
				t.Errorf("%s takes %s, and the table does not say from whom", route, member)
			}
		}
	}
}

const (
	everybodys = "id username email email_confirmed phone_number phone_confirmed 2fa 2fa_method role status language email_otp_required_after created_at updated_at last_login"
	stored     = " profile metadata"
	forStaff   = " email_undeliverable"
)

// readers are who sees which members of a user, by the path and the place in its answer.
var readers = []struct{ who, path, at, sees string }{
	{"mary", "/users/me", "", everybodys + stored},
	{"mary", "/users/me/export", "user", everybodys + stored},
	{"support", "/users/me", "", everybodys + stored + forStaff},
	{"an admin", "/users/ID", "", everybodys + stored + forStaff},
	{"an admin", "/users/ID/export", "user", everybodys + stored},
	{"users:read", "/users/ID", "", everybodys + stored},
	{"support", "/api/v1/admin/users?username=mary", "users.0", everybodys + forStaff},
	{"an admin", "/api/v1/admin/users?username=mary", "users.0", everybodys + forStaff},
	{"users:read", "/api/v1/admin/users?username=mary", "users.0", everybodys},
	{"users:read", "/api/v1/admin/users?email=mary", "users.0", everybodys},
}

// member by role, for reading. What everybody sees of a user whom they may see, and what only some do.
func TestWhoSeesWhichMembers(t *testing.T) {
	c, attacks, known := newCast(t), proof.Count(t, proof.Attacks), map[string]bool{}
	c.setAll(t, "UsersTable", "email_undeliverable", &types.AttributeValueMemberS{Value: "bounced"})
	for _, r := range readers {
		attacks.Add(1)
		a := c.do(t, "GET", strings.Replace(r.path, "ID", c.id, 1), "", "PRIVATE-TOKEN", c.token[r.who])
		user := a.user(t, r.at)
		want := strings.Fields(r.sees)
		slices.Sort(want)
		for _, name := range want {
			known[name] = true
		}
		if got := slices.Sorted(maps.Keys(user)); !slices.Equal(got, want) {
			t.Errorf("%s at %s sees %v of %v: %d", r.who, r.path, got, want, a.status)
		}
	}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[wire.User]()) {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); !known[name] {
			t.Errorf("the table does not say who sees %s", name)
		}
	}
}

// user is the one at a place of an answer.
func (a answer) user(t *testing.T, at string) (user map[string]any) {
	t.Helper()
	if at != "" {
		user, _ = a.at(at).(map[string]any)
	} else if err := json.Unmarshal([]byte(a.body), &user); err != nil {
		t.Error(err)
	}
	return user
}
