package message_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"latchkey/infra/local/sample"
	"latchkey/shared/domain/accent"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/words"
)

var acme = message.Notifier{Service: "Acme", Contact: "help@acme.example", Links: message.Links{Public: "https://id.acme.example"}}

// samples are every message in a language, as English is to be told from it.
func samples(t *testing.T, n message.Notifier, tag string) []sample.Message {
	t.Helper()
	all, err := sample.Messages(t.Context(), n, tag)
	if err != nil || len(all) < 30 {
		t.Fatalf("%d messages: %v", len(all), err)
	}
	return all
}

// Every message is there in every language.
func TestEveryMessageInEveryLanguage(t *testing.T) {
	bare := message.Notifier{Service: "Acme"}
	for _, tag := range words.Tags() {
		for _, n := range []message.Notifier{acme, bare} {
			for _, m := range samples(t, n, tag) {
				name := fmt.Sprintf("%s: %s %s by %s", tag, m.Kind, m.Name, m.Channel)
				if strings.ContainsAny(m.Subject+m.Text, "{}") || strings.Contains(m.Subject+m.Text, "mails.") || strings.Contains(m.Subject+m.Text, "texts.") {
					t.Errorf("%s: something is not filled in: %s\n%s", name, m.Subject, m.Text)
				}
				if strings.Contains(m.Text, "\n\n\n") {
					t.Errorf("%s: a part is empty: %q", name, m.Text)
				}
				if m.Kind == "code" && !strings.HasPrefix(m.Text, sample.Code) {
					t.Errorf("%s: the code is not first: %q", name, m.Text)
				}
				if strings.Contains(m.Subject, sample.Code) || strings.Contains(m.Subject, "mary") {
					t.Errorf("%s: the subject is %q", name, m.Subject)
				}
				if m.Channel == "email" {
					checkHTML(t, name, tag, m)
				}
			}
		}
	}
}

// Both parts of a mail say the same, also where styles are stripped.
func checkHTML(t *testing.T, name, tag string, m sample.Message) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(m.HTML))
	if err != nil {
		t.Fatal(err)
	}
	says, attributes := read(root)
	direction := words.In(tag).Direction()
	if attributes["lang"] != tag || attributes["dir"] != direction || !strings.Contains(m.HTML, `content="light dark"`) || !strings.Contains(m.HTML, "prefers-color-scheme: dark") {
		t.Errorf("%s: lang %q, dir %q", name, attributes["lang"], attributes["dir"])
	}
	if shown, plain := set(says), set(m.Text); !maps.Equal(shown, plain) {
		t.Errorf("%s: the parts differ\n%v\n%v", name, slices.Sorted(maps.Keys(shown)), slices.Sorted(maps.Keys(plain)))
	}
	if strings.Contains(m.HTML, "<!-- ") || strings.Contains(m.HTML, "accent}") || strings.Contains(says, "{") {
		t.Errorf("%s: the layout shows: %s", name, m.HTML)
	}
	if m.Kind == "code" && !strings.HasPrefix(strings.TrimSpace(says), sample.Code) {
		t.Errorf("%s: the code is not first: %q", name, says)
	}
}

// read gives what a reader of HTML sees of its body, with where links lead, and the attributes of the document.
func read(n *html.Node) (says string, attributes map[string]string) {
	attributes = map[string]string{}
	var b strings.Builder
	for node := range n.Descendants() {
		for _, a := range node.Attr {
			switch {
			case node.Data == "html":
				attributes[a.Key] = a.Val
			case a.Key == "href":
				b.WriteString(" " + a.Val + " ")
			}
		}
		if node.Type == html.TextNode && node.Parent.Data != "style" && node.Parent.Data != "title" {
			b.WriteString(node.Data + " ")
		}
	}
	return b.String(), attributes
}

// set are the words of a text, whatever punctuates its parts.
func set(text string) map[string]bool {
	found := map[string]bool{}
	for _, word := range strings.Fields(text) {
		found[strings.TrimSuffix(word, ":")] = true
	}
	return found
}

// A language that nobody has finished is not offered as one.
func TestNoMessageIsLeftInEnglish(t *testing.T) {
	english := samples(t, acme, "en")
	for i, m := range samples(t, acme, "de") {
		if m.Channel == "email" && m.Subject == english[i].Subject || m.Text == english[i].Text {
			t.Errorf("%s %s: %s", m.Kind, m.Name, m.Text)
		}
	}
}

// A second segment would cost again. In a script that texts carry at 70 characters, one has to do too.
func TestATextIsOneSegmentInEveryLanguage(t *testing.T) {
	for _, tag := range words.Tags() {
		for _, service := range []string{"Acme", "日本", strings.Repeat("W", 30)} {
			for _, public := range []string{"", "https://id.acme.example", "https://" + strings.Repeat("a", 60) + ".example"} {
				for _, m := range samples(t, message.Notifier{Service: service, Links: message.Links{Public: public}}, tag) {
					if m.Channel == "email" {
						continue
					}
					room := 160
					if strings.ContainsFunc(m.Text, func(r rune) bool { return !strings.ContainsRune(gsm7, r) }) {
						room = 70
					}
					if length := utf8.RuneCountInString(m.Text); length > room || tag == "de" && room == 70 {
						t.Errorf("%s, %s: %d of %d characters, %q", tag, m.Name, length, room, m.Text)
					}
				}
			}
		}
	}
}

// A message goes out in the language of its user, or in that of the deployment.
func TestWhoIsWrittenToInWhichLanguage(t *testing.T) {
	for _, c := range []struct{ user, deployment, subject, text string }{
		{"", "", "Your code to sign in to Acme", " is your code "},
		{"en-GB", "de", "Your code to sign in to Acme", " is your code "},
		{"fr", "", "Your code to sign in to Acme", " is your code "},
		{"de-AT", "", "Ihr Code zur Anmeldung bei Acme", " ist Ihr Code "},
		{"", "de", "Ihr Code zur Anmeldung bei Acme", " ist Ihr Code "},
		{"fr", "de", "Ihr Code zur Anmeldung bei Acme", " ist Ihr Code "},
	} {
		var p post
		n := message.Notifier{Service: "Acme", Language: c.deployment, Mailer: &p, SMSSender: &p}
		for _, channel := range []account.Channel{account.Email, account.SMS} {
			d := dispatch(t, code(passcode.SignIn, channel, "someone"))
			d.Language = c.user
			if err := n.Deliver(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		if p.mails[0].Subject != c.subject || !strings.Contains(p.texts[0].Body, c.text) {
			t.Errorf("%+v: %q, %q", c, p.mails[0].Subject, p.texts[0].Body)
		}
	}
}

func TestDatesAndDevices(t *testing.T) {
	trail := audit.Trail{At: time.Date(2026, 3, 1, 9, 5, 0, 0, time.UTC), Address: "203.0.113.7", UserAgent: "Firefox/128.0 (Windows NT 10.0)"}
	for language, want := range map[string]string{
		"en": "\nWhen: 1 March 2026, 09:05 UTC\nDevice: Firefox on Windows\nIP address: 203.0.113.7\n",
		"de": "\nZeitpunkt: 1. März 2026, 09:05 UTC\nGerät: Firefox unter Windows\nIP-Adresse: 203.0.113.7\n",
	} {
		var p post
		n := message.Notifier{Service: "Acme", Language: language, Mailer: &p}
		ctx := audit.With(t.Context(), trail)
		for _, err := range []error{n.Notify(ctx, owner, message.SessionEnded), n.SendReset(ctx, owner, "lkr_token", time.Hour), n.Deliver(ctx, dispatch(t, code(passcode.SignIn, account.Email, "x")))} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, m := range p.mails {
			if !strings.Contains(m.Text, want) {
				t.Errorf("%s: %s", language, m.Text)
			}
		}
	}
}

// Who mistypes their address tells a stranger no network address of theirs, and an admin who invites tells none.
func TestAnUnprovenAddressIsNotToldWhereFrom(t *testing.T) {
	told := 0
	for _, m := range samples(t, acme, "en") {
		unproven := m.Name == "confirm_email" || m.Name == "change_email" || m.Name == "invitation"
		if m.Channel == "email" && strings.Contains(m.Text+m.HTML, sample.Address) == unproven {
			t.Errorf("%s: %s", m.Name, m.Text)
		}
		if unproven && strings.Contains(m.Text, "Firefox on Windows") {
			told++
		}
	}
	if told != 2 {
		t.Errorf("%d of the codes for new addresses name the device", told)
	}
}

// Mails have the colour that pages have, or the service's own.
func TestAccentOfMails(t *testing.T) {
	for given, of := range map[string]string{"": accent.Default, "red": accent.Default, "#7f00ff": "#7f00ff"} {
		n := acme
		n.Accent = given
		light, dark, err := accent.Shades(of)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range samples(t, n, "en") {
			if m.Name != "invitation" {
				continue
			}
			for _, want := range []string{"background:" + light.Accent + ";", "color:" + light.On + ";", "background: " + dark.Accent + " !", "color: " + dark.On + " !"} {
				if !strings.Contains(m.HTML, want) {
					t.Errorf("%q: %s is not in %s", given, want, m.HTML)
				}
			}
		}
	}
}

// A layout has a place for all that mails say, the operator's too.
func TestLayout(t *testing.T) {
	ours, err := os.ReadFile("layout.html")
	if err != nil {
		t.Fatal(err)
	}
	if err := message.CheckLayout(string(ours)); err != nil {
		t.Error(err)
	}
	if own, found := words.Own("mail.html"); found {
		if err := message.CheckLayout(own); err != nil {
			t.Errorf("own/mail.html: %v", err)
		}
	}
	for _, part := range []string{"{code}", "{link}", "{token}", "{value}", "<!-- each advice -->", "<!-- end detail -->", "<!-- each refusal -->"} {
		if err := message.CheckLayout(strings.Replace(string(ours), part, "", 1)); err == nil {
			t.Errorf("%s is missing, and nothing says so", part)
		}
	}
}
