package message_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/token"
	"latchkey/shared/domain/words"
)

// post keeps what it was given.
type post struct {
	mails []message.Mail
	texts []message.Text
}

func (p *post) Mail(_ context.Context, m message.Mail) error {
	p.mails = append(p.mails, m)
	return nil
}
func (p *post) Text(_ context.Context, t message.Text) error {
	p.texts = append(p.texts, t)
	return nil
}

func code(purpose passcode.Purpose, channel account.Channel, to string) passcode.Passcode {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	return passcode.Passcode{ID: "CHALLENGE", Purpose: purpose, Channel: channel, SentTo: to, CreatedAt: now, Expiration: now.Add(10 * time.Minute)}
}

func dispatch(t *testing.T, p passcode.Passcode) passcode.Dispatch {
	t.Helper()
	cancel, err := token.New(token.Cancel, zeros{}, 7)
	if err != nil {
		t.Fatal(err)
	}
	return passcode.Dispatch{Passcode: p, Code: "012345", Username: "prize.example", Cancel: cancel}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestTextWithoutAnSMSSenderIsAnError(t *testing.T) {
	var p post
	c := message.Notifier{Service: "Acme", Mailer: &p}
	if err := c.Deliver(t.Context(), dispatch(t, code(passcode.SignIn, account.SMS, "+447700900123"))); err == nil {
		t.Error("a text went nowhere without a word")
	}
	if len(p.mails) != 0 {
		t.Error("it was mailed instead")
	}
}

// Who asked for no code is told what somebody else has, judging by what the code is for.
func TestWhoAskedForNoCode(t *testing.T) {
	for purpose, advice := range map[passcode.Purpose]string{
		passcode.SignIn:          "somebody may know your password",
		passcode.ChangeEmail:     "ignore this message",
		passcode.EnableTwoFactor: "somebody is signed in to your account",
		passcode.DeleteUser:      "somebody is signed in to your account",
	} {
		var p post
		c := message.Notifier{Service: "Acme", Links: message.Links{Public: "https://id.acme.example"}, Mailer: &p}
		if err := c.Deliver(t.Context(), dispatch(t, code(purpose, account.Email, "mary@x.example"))); err != nil {
			t.Fatal(err)
		}
		if said := strings.Join(strings.Fields(p.mails[0].Text), " "); !strings.Contains(said, advice) {
			t.Errorf("%s: %s", purpose, said)
		}
	}
}

func TestEveryPurposeBeginsWithTheCodeAndNamesTheAction(t *testing.T) {
	for purpose, action := range map[passcode.Purpose]string{
		passcode.SignIn:          "sign in to Acme",
		passcode.ConfirmEmail:    "confirm your e-mail address for Acme",
		passcode.ChangeEmail:     "use this e-mail address for Acme",
		passcode.ChangePhone:     "use this phone number for Acme",
		passcode.EnableTwoFactor: "turn on sign-in codes for Acme",
		passcode.ChangeTwoFactor: "change how Acme sends you sign-in codes",
		passcode.RemoveTwoFactor: "turn OFF sign-in codes for Acme",
		passcode.DeleteUser:      "DELETE your account at Acme",
		passcode.DeleteUsers:     "DELETE accounts at Acme",
	} {
		var p post
		c := message.Notifier{Service: "Acme", Links: message.Links{Public: "https://id.acme.example"}, Mailer: &p, SMSSender: &p}
		for _, channel := range []account.Channel{account.Email, account.SMS} {
			if err := c.Deliver(t.Context(), dispatch(t, code(purpose, channel, "someone"))); err != nil {
				t.Fatal(err)
			}
		}
		for _, body := range []string{p.mails[0].Text, p.texts[0].Body} {
			if !strings.HasPrefix(body, "012345 ") && !strings.HasPrefix(body, "012345\n") || !strings.Contains(body, action) {
				t.Errorf("%s: %q", purpose, body)
			}
		}
		if strings.Contains(p.mails[0].Subject, "012345") {
			t.Errorf("%s: the code stands in the subject, where lock screens show it", purpose)
		}
	}
}

// what a user chose is inert, and stays out of subject and text, in every language.
func TestWhatAStrangerChoseIsInert(t *testing.T) {
	const hostile = `x<img src=//e>{{.Secret}}{code}@acme.example`
	ctx := audit.With(t.Context(), audit.Trail{Address: "203.0.113.7", UserAgent: hostile})
	for _, tag := range words.Tags() {
		var p post
		c := message.Notifier{Service: "Acme", Language: tag, Links: message.Links{Public: "https://id.acme.example"}, Mailer: &p}
		if err := c.Deliver(ctx, dispatch(t, code(passcode.ConfirmEmail, account.Email, hostile))); err != nil {
			t.Fatal(err)
		}
		d := dispatch(t, code(passcode.ConfirmEmail, account.Email, hostile))
		d.Username = hostile
		if err := c.Deliver(ctx, d); err != nil {
			t.Fatal(err)
		}
		if m := p.mails[0]; strings.Contains(m.Subject+m.HTML+m.Text, "img") || m.To != hostile {
			t.Errorf("%s: %+v", tag, m)
		}
		m := p.mails[1]
		if strings.Contains(m.Subject, "img") || strings.Contains(m.HTML, "<img") || !strings.Contains(m.HTML, "{{[.]Secret}}{code}@") || !strings.Contains(m.Text, "{code}@acme[.]example") {
			t.Errorf("%s: %+v", tag, m)
		}
	}
}

// a page of the application stands in the place of the service's own, and gets the same fragment.
func TestPagesOfTheApplication(t *testing.T) {
	const confirm, reset = "https://app.acme.example/confirm?lang=en", "https://app.acme.example/reset"
	for _, links := range []message.Links{{Confirm: confirm, Reset: reset}, {Public: "https://app.acme.example/auth", Confirm: confirm, Reset: reset}, {Public: "https://app.acme.example", NoPages: true, Confirm: confirm, Reset: reset}} {
		var p post
		c := message.Notifier{Service: "Acme", Links: links, Mailer: &p}
		if err := c.Deliver(t.Context(), dispatch(t, code(passcode.ConfirmEmail, account.Email, "a@acme.example"))); err != nil {
			t.Fatal(err)
		}
		if err := c.SendReset(t.Context(), owner, "lkr_token", 30*time.Minute); err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{confirm + "#username=prize%2Eexample&code=012345\n", reset + "#token=lkr_token\n"} {
			if !strings.Contains(p.mails[i].Text, want) {
				t.Errorf("%+v: %s", links, p.mails[i].Text)
			}
		}
		cancel := "It was not me: https://app.acme.example/auth/app/cancel#token="
		if strings.Contains(p.mails[0].Text, cancel) != (links.Public == "https://app.acme.example/auth") || strings.Contains(p.mails[0].Text, "do nothing") != (links.Public != "https://app.acme.example/auth") {
			t.Errorf("%+v: %s", links, p.mails[0].Text)
		}
	}
}

// the links have the configured base, and what proves something in the fragment alone. The
// link to confirm names no challenge: somebody who only reads the mail has to give the password too.
func TestConfirmLink(t *testing.T) {
	for base, want := range map[string]string{
		"":                        "",
		"https://id.acme.example": "https://id.acme.example/app/confirm#username=prize%2Eexample&code=012345",
	} {
		var p post
		c := message.Notifier{Service: "Acme", Links: message.Links{Public: base}, Mailer: &p}
		d := dispatch(t, code(passcode.ConfirmEmail, account.Email, "a@acme.example"))
		if err := c.Deliver(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		m := p.mails[0]
		_, rest, _ := strings.Cut(m.Text, "Confirm my address: ")
		link, _, _ := strings.Cut(rest, "\n")
		if link != want || strings.Contains(m.Text+m.HTML, "CHALLENGE") {
			t.Errorf("base %q: %s", base, m.Text)
		}
	}
}

// A username is chosen by a stranger: it stands in the body alone, and no mail client makes a
// link of it.
func TestTheUsernameInAConfirmationIsNoLink(t *testing.T) {
	var p post
	c := message.Notifier{Service: "Acme", Links: message.Links{Public: "https://id.acme.example"}, Mailer: &p}
	if err := c.Deliver(t.Context(), dispatch(t, code(passcode.ConfirmEmail, account.Email, "a@acme.example"))); err != nil {
		t.Fatal(err)
	}
	m := p.mails[0]
	if strings.Contains(m.Text+m.HTML, "prize.example") || !strings.Contains(m.Text, "is named prize[.]example.") || strings.Contains(m.Subject, "prize") {
		t.Errorf("%s\n%s", m.Subject, m.Text)
	}
}

// a user who is reached, guarded or named otherwise than before is told, where they were
// reached before; what is nobody's concern is not.
func TestChangesAreTold(t *testing.T) {
	before := account.User{
		ID: 7, Username: "mary", Email: "old@acme.example", EmailConfirmed: true, PhoneNumber: "+447700900123",
		Role: account.RoleUser, Status: account.Active, Factors: account.Held(account.FactorSMS),
	}
	for _, c := range []struct {
		name   string
		change func(*account.User)
		want   []message.Notice
	}{
		{"nothing", func(*account.User) {}, nil},
		{"a name", func(u *account.User) { u.Username = "anne" }, []message.Notice{message.UsernameChanged}},
		{"an address", func(u *account.User) { u.Email = "new@acme.example" }, []message.Notice{message.EmailChanged}},
		{"no number", func(u *account.User) { u.PhoneNumber = "" }, []message.Notice{message.PhoneChanged}},
		{"a second factor", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) }, []message.Notice{message.TwoFactorChanged}},
		{"a second factor since another time", func(u *account.User) { u.Factors.SMS = u.Factors.SMS.Add(time.Hour) }, nil},
		{"a role and out", func(u *account.User) { u.Role, u.Status = account.RoleSupport, account.Disabled },
			[]message.Notice{message.RoleChanged, message.AccountDisabled}},
	} {
		after := before
		c.change(&after)
		var told []message.Notice
		for _, due := range message.About(before, after) {
			if told = append(told, due.Notice); due.To != before.Email {
				t.Errorf("%s: told to %s", c.name, due.To)
			}
		}
		if !slices.Equal(told, c.want) {
			t.Errorf("%s: %v", c.name, told)
		}
	}
}

// a notice says what was done, when, from where and by what, and a last line of its
// own. To reset the password stands only where that works.
func TestNotices(t *testing.T) {
	ctx := audit.With(t.Context(), audit.Trail{
		At: time.Date(2026, 11, 21, 12, 34, 56, 0, time.FixedZone("", 3600)), Address: "203.0.113.7",
		UserAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
	})
	reset := []message.Notice{
		message.PasswordChanged, message.PasswordReset, message.ResetAllowed, message.ResetAllowedPeer, message.FactorsReset, message.UsernameChanged,
		message.EmailAsked, message.PhoneChanged, message.TwoFactorChanged, message.SessionEnded,
	}
	other := []message.Notice{
		message.EmailChanged, message.EmailInUse, message.RoleChanged, message.AccountDisabled, message.AccountDeleted, message.OwnRecovery, message.AdminRecovery,
	}
	for i, n := range slices.Concat(reset, other) {
		var p post
		c := message.Notifier{Service: "Acme", Contact: "help@acme.example", Mailer: &p}
		if err := c.Notify(ctx, owner, n); err != nil {
			t.Fatal(err)
		}
		text := p.mails[0].Text
		if !strings.Contains(text, "\n\nWhen: 21 November 2026, 11:34 UTC\nDevice: Firefox on Windows\nIP address: 203.0.113.7\n\n") {
			t.Errorf("%q", text)
		}
		if helps := strings.Contains(text, "reset your password now") || strings.Contains(text, "reset or change your password"); helps != (i < len(reset)) {
			t.Errorf("a reset helps: %v, %q", !helps, text)
		}
	}
}

// what a client calls itself stands in no mail: there are words of a list alone.
func TestDevices(t *testing.T) {
	for agent, want := range map[string]string{
		"": "An app", "curl/8.14.1": "An app", "Reset your password at evil.example": "An app",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1": "Safari on iOS",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36":                            "Chrome on Android",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0":     "Edge on macOS",
		"Firefox/1 evil": "Firefox",
	} {
		var p post
		ctx := audit.With(t.Context(), audit.Trail{At: time.Now(), Address: "203.0.113.7", UserAgent: agent})
		if err := (message.Notifier{Service: "Acme", Mailer: &p}).Notify(ctx, owner, message.SessionEnded); err != nil {
			t.Fatal(err)
		}
		if m := p.mails[0]; !strings.Contains(m.Text, "\nDevice: "+want+"\n") || strings.Contains(m.Text+m.HTML, "evil") {
			t.Errorf("%q: %q", agent, m.Text)
		}
	}
}

// A mail gateway may cut the fragment off a link: the token is there to paste.
func TestResetMailHasTheToken(t *testing.T) {
	for base, links := range map[string]bool{"": false, "https://id.acme.example": true} {
		var p post
		c := message.Notifier{Service: "Acme", Links: message.Links{Public: base}, Mailer: &p}
		if err := c.SendReset(t.Context(), owner, "lkr_token", 30*time.Minute); err != nil {
			t.Fatal(err)
		}
		text := p.mails[0].Text
		if !strings.Contains(text, ": lkr_token\n") || strings.Contains(text, "Choose a new password: "+base+"/app/reset#token=lkr_token\n") != links {
			t.Errorf("base %q: %q", base, p.mails[0].Text)
		}
	}
}

// An invitation names the account, of whose name no mail client makes a link, and has the token to
// paste.
func TestInvitation(t *testing.T) {
	for base, links := range map[string]bool{"": false, "https://id.acme.example": true} {
		var p post
		c := message.Notifier{Service: "Acme", Links: message.Links{Public: base}, Mailer: &p}
		if err := c.SendInvitation(t.Context(), account.User{Email: "a@acme.example", Username: "prize.example"}, "lki_token"); err != nil {
			t.Fatal(err)
		}
		m := p.mails[0]
		if m.To != "a@acme.example" || !strings.Contains(m.Text, ": lki_token\n") || strings.Contains(m.Text, "Choose a password: "+base+"/app/reset#token=lki_token\n") != links {
			t.Errorf("base %q: %q", base, m.Text)
		}
		if strings.Contains(m.Subject+m.Text+m.HTML, "prize.example") || !strings.Contains(m.Text, "prize[.]example") {
			t.Errorf("R-55: %q", m.Text)
		}
	}
}

// owner is a user who has proven their address.
var owner = account.User{Email: "a@acme.example", EmailConfirmed: true}

// an address that nobody has proven is told nothing of an account.
func TestNothingIsToldToAnUnprovenAddress(t *testing.T) {
	var p post
	u := account.User{Email: "a@acme.example", Username: "mary"}
	after := u
	after.Username = "maria"
	c := message.Notifier{Service: "Acme", Mailer: &p}
	for _, err := range []error{
		c.Notify(t.Context(), u, message.PasswordChanged),
		c.NotifyEverywhere(t.Context(), u, message.FactorsReset),
		c.NotifyAll(t.Context(), message.About(u, after)),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	if len(p.mails) != 0 {
		t.Errorf("%+v", p.mails)
	}
}
