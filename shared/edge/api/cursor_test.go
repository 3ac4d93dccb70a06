package api_test

import (
	"context"
	"testing"

	"latchkey/shared/edge/api"
)

// A cursor is valid for the list and under the secret that it was made with, unchanged.
func TestCursors(t *testing.T) {
	cursors := func(secret, list string) api.Cursors {
		c, err := api.NewCursors(secret, list)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	users := cursors("secret", "users")
	good := *users.Next("42")
	for _, c := range []struct {
		name   string
		by     api.Cursors
		cursor string
		want   string // the status, or what comes after
	}{
		{"another list's", users, *cursors("secret", "keys").Next("42"), "400"},
		{"of another secret", users, *cursors("other", "users").Next("42"), "400"},
		{"parts moved", cursors("secret", "user"), *cursors("secret", "users").Next("42"), "400"},
		{"longer", users, good + "AA", "400"},
		{"padded", users, good + "=", "400"},
		{"a seal of nothing", users, good[:21], "400"},
		{"its own", users, good, "42"},
	} {
		var part api.Part
		out := call(t, api.Anyone, func(_ context.Context, r *api.Request) (reply api.Reply, err error) {
			part, err = c.by.Part(r)
			return api.NoContent(), err
		}, func(e *api.Event) { e.QueryStringParameters = map[string]string{"cursor": c.cursor} })
		if c.want == "400" && out.StatusCode != 400 || c.want != "400" && part != (api.Part{Limit: 25, After: c.want}) {
			t.Errorf("%s: %d %+v", c.name, out.StatusCode, part)
		}
	}
	if users.Next("") != nil {
		t.Error("there is a cursor behind the end")
	}
}
