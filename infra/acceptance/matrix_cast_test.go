package acceptance

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"latchkey/shared/domain/servicekey"
)

// cast is a service with somebody of every kind, and what each of them would call with.
type cast struct {
	service
	*scene
	id    string            // of mary, who is a user like any other
	token map[string]string // by what its holder is, or what it is
}

// kind is a kind of caller: by what the contract calls them, or "" for somebody who is nobody.
type kind struct{ name, role string }

// kinds are all callers. The first ones are tried in every run of the tests.
var kinds = []kind{
	{"nobody", ""}, {"a made-up session", ""}, {"mary", "user"}, {"support", "support"}, {"an ended session", ""},
	{"a disabled user", ""}, {"a user who has not confirmed the address", ""}, {"a user who has not given the code", ""},
	{"a session, cut", ""}, {"a session, longer", ""}, {"a session in capitals", ""}, {"a session as a key", ""},
	{"a known device", ""}, {"a registration key", ""}, {"a mailed link", ""}, {"a link to cancel", ""}, {"a revoked key", ""},
	{"an access token", ""}, {"a session with a blank", ""}, {"an admin", "admin"},
}

// newCast makes everybody. Whose session is to be void signs in first.
func newCast(t *testing.T) *cast {
	t.Helper()
	s := startNew(t, "AccessTokens=on")
	c := &cast{service: s, scene: &scene{service: s, people: map[string]*person{}}, token: map[string]string{}}
	boss := c.person("boss")
	if err := all(
		func() error { return c.scene.admin(t.Context(), "boss") },
		func() (err error) { boss.token, err = c.signIn(boss, "boss"); return err },
		func() error { return c.employ("boss", "lucy", "support") },
		func() error { return c.user("dora", false) },
		func() error { return c.user("rose", true) },
		func() error { return c.user("mary", false) },
	); err != nil {
		t.Fatal(err)
	}
	mary := s.post(t, "/users/login", fmt.Sprintf(`{"username":"mary","password":%q,"remember_device":true}`, password))
	c.id, c.token["mary"], c.token["a known device"] = fmt.Sprintf("%.0f", mary.at("user.id")), mary.text("token"), mary.text("device_token")
	c.token["an admin"], c.token["support"] = boss.token, c.person("lucy").token
	c.void(t)
	c.malformed()
	return c
}

// void makes the tokens that are good for nothing, and those that are good for something else.
func (c *cast) void(t *testing.T) {
	t.Helper()
	c.token["an ended session"], c.token["a disabled user"] = c.service.token(t, "mary"), c.service.token(t, "dora")
	c.logOut(t, c.token["an ended session"])
	c.setStatus(t, "dora", "disabled")
	c.token["a user who has not given the code"] = c.service.post(t, "/users/login", login("rose", password)).text("challenge.id")
	c.token["a user who has not confirmed the address"] = c.service.post(t, "/users/register", registration("anne", "anne@latchkey.example")).text("challenge.id")
	c.token["a link to cancel"] = cancelToken.FindString(c.Outbox.Messages("anne@latchkey.example")[0].Text)
	c.service.post(t, "/password-reset", `{"email":"mary@latchkey.example"}`)
	c.token["a mailed link"] = mailedToken.FindString(c.Outbox.Messages("mary@latchkey.example")[0].Text)
	boss := c.token["an admin"]
	c.token["a registration key"] = c.service.issue(t, boss, `{"count":1}`)[0].Key
	made := c.do(t, "POST", serviceKeys, `{"name":"a program","scopes":["users:read"]}`, "PRIVATE-TOKEN", boss)
	c.token["a revoked key"] = made.text("service_key")
	c.do(t, "DELETE", fmt.Sprintf("%s/%.0f", serviceKeys, made.at("id")), "", "PRIVATE-TOKEN", boss)
	for range 10 { // a busy machine has no key to sign with at once
		if a := c.do(t, "POST", "/token", "", "PRIVATE-TOKEN", c.token["mary"]); a.status == 200 {
			c.token["an access token"] = a.text("access_token")
			break
		}
	}
	for _, scope := range servicekey.Scopes {
		made := c.do(t, "POST", serviceKeys, fmt.Sprintf(`{"name":"a program","scopes":[%q]}`, scope), "PRIVATE-TOKEN", boss)
		c.token[string(scope)] = made.text("service_key")
	}
}

func (c *cast) malformed() {
	good := c.token["mary"]
	maps.Copy(c.token, map[string]string{
		"nobody": "", "a made-up session": "lks_" + strings.Repeat("x", 60), "a session, cut": good[:len(good)-1], "a session, longer": good + "A",
		"a session in capitals": strings.ToUpper(good), "a session as a key": "lkv_" + good[4:], "a session with a blank": good[:8] + " " + good[8:],
	})
}

// everything is what the tables have, less the counts of tries, an item a line.
func (s service) everything(t *testing.T) string {
	t.Helper()
	var items []string
	for _, table := range s.Tables {
		if table.LogicalID == "ThrottlesTable" {
			continue
		}
		for _, item := range s.scan(t, table.LogicalID) {
			delete(item, "used_at") // that a session or a key was used is noted, whatever for
			line, err := json.Marshal(item)
			if err != nil {
				t.Fatal(err)
			}
			items = append(items, table.LogicalID+" "+string(line))
		}
	}
	slices.Sort(items)
	return strings.Join(items, "\n")
}

// unchanged fails where a table has changed, and says what.
func unchanged(t *testing.T, before, after string) {
	t.Helper()
	for line := range strings.Lines(after) {
		if !strings.Contains(before, strings.TrimSpace(line)) {
			t.Errorf("it was written: %s", line)
		}
	}
	for line := range strings.Lines(before) {
		if !strings.Contains(after, strings.TrimSpace(line)) {
			t.Errorf("it is gone: %s", line)
		}
	}
}
