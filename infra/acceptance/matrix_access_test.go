package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"latchkey/infra/contract/document"
	"latchkey/infra/testing/proof"
)

// caller by route by method. Every route refuses callers who may not use it, by its method and path alone,
// writes nothing for them, and lets no page of another site read the answer.
func TestEveryRouteRefusesWhomItIsNotFor(t *testing.T) {
	c, attacks := newCast(t), proof.Count(t, proof.Attacks)
	before := c.everything(t)
	t.Run("for themselves", func(t *testing.T) { c.callAsThemselves(t, attacks) })
	t.Run("for another user", func(t *testing.T) { c.callForAnother(t, attacks) })
	t.Run("by another method", func(t *testing.T) { c.callByOtherMethods(t, attacks) })
	unchanged(t, before, c.everything(t))
	for name, username := range map[string]string{"mary": "mary", "support": "lucy", "an admin": "boss"} {
		if a := c.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", c.token[name]); a.status != 200 || a.text("username") != username {
			t.Errorf("afterwards, %s: %d %s", name, a.status, a.body)
		}
	}
}

func (c *cast) callAsThemselves(t *testing.T, attacks *proof.Counter) {
	refused := map[int]int{}
	for _, o := range operations(t) {
		for _, k := range kinds[:proof.Times(5, len(kinds))] {
			if want := refusal(o.Callers, k.role); want != 0 {
				attacks.Add(1)
				refused[want]++
				c.refuses(t, o, k.name, parameters.Replace(o.Path), want)
			}
		}
	}
	if refused[401] < 40 || refused[403] < 20 {
		t.Errorf("only so many were refused: %v", refused)
	}
}

func (c *cast) refuses(t *testing.T, o document.Operation, who, path string, want int) {
	t.Helper()
	a := c.do(t, o.Method, path, bodies[o.Method+" "+o.Path], "Private-Token", c.token[who], "Origin", "https://evil.test")
	if a.status != want || a.header.Get("Cache-Control") != "no-store" || a.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%s to %s: %d %s %v, want %d", o.ID, who, a.status, a.body, a.header, want)
	}
}

// callForAnother names another user in the path. Where a user may do something for themselves and staff do not
// do it for them, others are told that there is no such user, or that they may not.
func (c *cast) callForAnother(t *testing.T, attacks *proof.Counter) {
	id := c.idOf(t, "rose")
	path := strings.NewReplacer("{id}", id, "{session_id}", "x", "{factor_id}", "email", "{device_id}", "x")
	for _, o := range operations(t) {
		for _, k := range []kind{{"mary", "user"}, {"support", "support"}, {"an admin", "admin"}} {
			if !slices.Contains(o.Callers, "self") || slices.Contains(o.Callers, k.role) {
				continue
			}
			attacks.Add(1)
			body := bodies[o.Method+" "+o.Path]
			if o.ID == "update-user" {
				body = `{"username":"thief"}` // as anyone may change their own
			}
			a := c.do(t, o.Method, path.Replace(o.Path), body, "PRIVATE-TOKEN", c.token[k.name])
			hidden := a.status == 404 && a.text("code") == "user_not_found"
			if k.role == "admin" { // who may know that there is one
				hidden = a.status == 403 || a.status == 404
			}
			if !hidden && (a.status != 403 || a.text("code") != "forbidden") {
				t.Errorf("%s by %s: %d %s", o.ID, k.name, a.status, a.body)
			}
		}
	}
}

// methods are tried at every path, odd ones among them.
var methods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "Post"}

// callByOtherMethods calls what the contract does not have. The gateway answers, to an admin, too.
func (c *cast) callByOtherMethods(t *testing.T, attacks *proof.Counter) {
	all := operations(t)
	for _, path := range paths(all) {
		for _, method := range methods {
			if leads(all, method, path) {
				continue
			}
			attacks.Add(1)
			a := c.do(t, method, path, bodies["POST "+path], "PRIVATE-TOKEN", c.token["an admin"], "X-HTTP-Method-Override", "GET")
			if a.status != 404 || a.body != "" && a.text("message") != "Not Found" || a.header.Get("X-Request-Id") != "" {
				t.Errorf("%s %s: %d %s", method, path, a.status, a.body)
			}
		}
	}
}

func paths(all []document.Operation) (paths []string) {
	for _, o := range all {
		paths = append(paths, parameters.Replace(o.Path))
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// leads holds where a route takes a method at a path. A page for anyone takes HEAD like GET.
func leads(all []document.Operation, method, path string) bool {
	return slices.ContainsFunc(all, func(o document.Operation) bool {
		head := method == "HEAD" && o.Method == "GET" && slices.Contains(o.Callers, "anyone")
		return (o.Method == method || head) && fits(o.Path, path)
	})
}

func fits(pattern, path string) bool {
	parts, named := strings.Split(path, "/"), strings.Split(pattern, "/")
	return slices.EqualFunc(named, parts, func(name, part string) bool { return name == part || strings.HasPrefix(name, "{") })
}

// idOf reads the id of a user past the service.
func (c *cast) idOf(t *testing.T, username string) string {
	t.Helper()
	a := c.do(t, "GET", "/api/v1/admin/users?username="+username, "", "PRIVATE-TOKEN", c.token["users:read"])
	if a.at("users.0.id") == nil {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return fmt.Sprintf("%.0f", a.at("users.0.id"))
}
