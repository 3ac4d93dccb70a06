package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/infra/local/stack"
)

// told waits until mails were told of so often as is wanted. The time that the whole run of tests has is its only end.
func (s service) told(lines int) {
	for strings.Count(s.log.String(), `"msg":"mail feedback"`) < lines {
		time.Sleep(20 * time.Millisecond)
	}
}

// A mail that bounces, and one that its reader calls spam: staff see it, the user does not, and other
// programs are told without the address. It ends when the user confirms the address by a code.
func TestMailFeedback(t *testing.T) {
	t.Parallel()
	s := startWith(t, stack.Config{})
	token := s.admin(t)
	ids, challenges := map[string]string{}, map[string]string{}
	addresses := map[string]string{"bounced": "bounce@simulator.amazonses.com", "complained": "complaint+rose@simulator.amazonses.com", "": "mary@latchkey.example"}
	for why, address := range addresses {
		a := s.post(t, "/users/register", fmt.Sprintf(`{"username":"u-%s","email":%q,"password":%q}`, why+"x", address, password))
		if a.status != 201 {
			t.Fatalf("%s: %d %s", address, a.status, a.body)
		}
		ids[why], challenges[why] = fmt.Sprintf("%.0f", a.at("user.id")), a.text("challenge.id")
	}
	s.told(2)
	shown := func(why string) answer { return s.do(t, "GET", "/users/"+ids[why], "", "PRIVATE-TOKEN", token) }
	for why := range addresses {
		if a := shown(why); a.status != 200 || strings.Contains(a.body, "undeliverable") != (why != "") || why != "" && a.text("email_undeliverable") != why {
			t.Errorf("%q: %d %s", why, a.status, a.body)
		}
	}
	if a := s.do(t, "GET", "/api/v1/admin/users?email=bounce", "", "PRIVATE-TOKEN", token); !strings.Contains(a.body, `"email_undeliverable":"bounced"`) {
		t.Errorf("the list: %d %s", a.status, a.body)
	}

	var published []string
	for _, e := range s.published(t) {
		if e["event"] == "email_undeliverable" {
			published = append(published, fmt.Sprint(e["user_id"]))
		}
		if strings.Contains(fmt.Sprint(e), "@") {
			t.Errorf("R-144: an address leaves the service: %v", e)
		}
	}
	slices.Sort(published)
	if want := slices.Sorted(slices.Values([]string{ids["bounced"], ids["complained"]})); !slices.Equal(published, want) {
		t.Errorf("published of %v, want %v", published, want)
	}

	confirmed := s.post(t, "/users/confirm", reply(challenges["bounced"], s.code(t, addresses["bounced"])))
	if a := shown("bounced"); confirmed.status != 200 || strings.Contains(confirmed.body+a.body, "undeliverable") {
		t.Errorf("once it is confirmed: %d %s, %s", confirmed.status, confirmed.body, a.body)
	}
}
