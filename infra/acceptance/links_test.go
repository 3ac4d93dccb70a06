package acceptance

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// shownMail is a mail as the outbox shows it.
type shownMail struct {
	From    string
	ReplyTo string `json:"reply_to"`
	Subject string
	Text    string
	HTML    string
	Headers []struct{ Name, Value string }
}

func (s service) newestMail(t *testing.T, to string) shownMail {
	t.Helper()
	var all []shownMail
	a := s.do(t, "GET", "/_local/outbox.json?to="+to, "")
	if err := json.Unmarshal([]byte(a.body), &all); err != nil || len(all) == 0 {
		t.Fatalf("%v: %s", err, a.body)
	}
	return all[0]
}

var fragment = regexp.MustCompile(`https://app\.example/\S+#\S+`)

// follow gives what the page of a mail's link gets in its fragment.
func (m shownMail) follow(t *testing.T, page string) url.Values {
	t.Helper()
	link := fragment.FindString(m.Text)
	given, isOurs := strings.CutPrefix(link, page+"#")
	values, err := url.ParseQuery(given)
	if !isOurs || err != nil {
		t.Fatalf("the link is %q: %v", link, err)
	}
	return values
}

// An application's own pages finish what mails begin, and mails come from its name.
func TestLinksAndSenderOfAnApplication(t *testing.T) {
	s := startNew(
		t, "ServiceName=日本 AT&T <L'Oréal>", "MailFrom=Müller & Söhne <no-reply@latchkey.example>", "ReplyTo=Hilfe <help@latchkey.example>",
		"PublicUrl=https://app.example/auth", "ConfirmUrl=https://app.example/confirm?lang=en", "ResetUrl=https://app.example/reset",
	)
	if a := s.post(t, "/users/register", `{"username":"mary","email":"mary@latchkey.example","password":"`+password+`"}`); a.status != 201 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	mail := s.newestMail(t, "mary@latchkey.example")
	if mail.From != "Müller & Söhne <no-reply@latchkey.example>" || mail.ReplyTo != "Hilfe <help@latchkey.example>" || len(mail.Headers) != 1 ||
		mail.Headers[0].Name != "Auto-Submitted" || mail.Headers[0].Value != "auto-generated" {
		t.Errorf("%+v", mail)
	}
	if !strings.Contains(mail.Subject, "日本 AT&T <L'Oréal>") || strings.Contains(mail.HTML, "<L'Oréal>") || !strings.Contains(mail.HTML, "AT&amp;T &lt;L&#39;Oréal&gt;") ||
		!strings.Contains(mail.Text, "https://app.example/auth/app/cancel#token=") {
		t.Errorf("%+v", mail)
	}

	// As the application's page does: the password brings the challenge, and the link brought the code.
	given := mail.follow(t, "https://app.example/confirm?lang=en")
	refused := s.post(t, "/users/login", `{"username":"`+given.Get("username")+`","password":"`+password+`"}`)
	if refused.text("code") != "email_unconfirmed" {
		t.Fatalf("%d %s", refused.status, refused.body)
	}
	if a := s.post(t, "/users/confirm", reply(refused.text("challenge.id"), given.Get("code"))); a.status != 200 {
		t.Errorf("confirm: %d %s", a.status, a.body)
	}
	if a := s.post(t, "/password-reset", `{"email":"mary@latchkey.example"}`); a.status != 202 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	token := s.newestMail(t, "mary@latchkey.example").follow(t, "https://app.example/reset").Get("token")
	if a := s.post(t, "/password-reset/confirm", `{"token":"`+token+`","new_password":"another velvet tractor"}`); a.status != 204 {
		t.Errorf("reset: %d %s", a.status, a.body)
	}
	if mail := s.newestMail(t, "mary@latchkey.example"); !strings.HasPrefix(mail.Subject, "Your password for 日本 ") || mail.From != "Müller & Söhne <no-reply@latchkey.example>" {
		t.Errorf("the notice: %+v", mail)
	}
}

var fromTheRoot = regexp.MustCompile(`(href|src|action)="/|(fetch|post)\(\s*['"` + "`" + `]/`)

// A proxy may serve the service below a prefix, as a path in PublicUrl says: its pages name no path from
// the root.
func TestPagesWorkBelowAPrefix(t *testing.T) {
	s, pages := start(t), 0
	for _, route := range s.Service.Routes {
		if route.Method != "GET" || route.Authorizer != "" {
			continue
		}
		page := s.do(t, "GET", route.Path, "")
		if !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
			continue
		}
		pages++
		if found := fromTheRoot.FindAllString(page.body, -1); len(found) > 0 {
			t.Errorf("%s: %q", route.Path, found)
		}
	}
	if pages < 4 {
		t.Errorf("only %d pages were looked at", pages)
	}
}
