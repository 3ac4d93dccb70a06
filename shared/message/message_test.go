package message_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/shared/account"
	"latchkey/shared/message"
	"latchkey/shared/passcode"
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

func TestTextWithoutATexterIsAnError(t *testing.T) {
	var p post
	c := message.Courier{Service: "Acme", Mailer: &p}
	if err := c.Deliver(t.Context(), code(passcode.SignIn, account.SMS, "+447700900123"), "012345"); err == nil {
		t.Error("a text went nowhere without a word")
	}
	if len(p.mails) != 0 {
		t.Error("it was mailed instead")
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
		c := message.Courier{Service: "Acme", PublicURL: "https://id.acme.example", Mailer: &p, Texter: &p}
		for _, channel := range []account.Channel{account.Email, account.SMS} {
			if err := c.Deliver(t.Context(), code(purpose, channel, "someone"), "012345"); err != nil {
				t.Fatal(err)
			}
		}
		for _, body := range []string{p.mails[0].Text, p.texts[0].Body} {
			if !strings.HasPrefix(body, "012345") || !strings.Contains(body, action) {
				t.Errorf("%s: %q", purpose, body)
			}
		}
		if len(p.texts[0].Body) > 160 {
			t.Errorf("%s: the text takes %d characters, so two segments", purpose, len(p.texts[0].Body))
		}
		if strings.Contains(p.mails[0].Subject, "012345") {
			t.Errorf("%s: the code stands in the subject, where lock screens show it", purpose)
		}
	}
}

// what a user chose is inert, and stays out of subject and text.
func TestHostileAddressIsInert(t *testing.T) {
	var p post
	hostile := `x<img src=//e>{{.Secret}}@acme.example`
	c := message.Courier{Service: "Acme", PublicURL: "https://id.acme.example", Mailer: &p}
	if err := c.Deliver(t.Context(), code(passcode.ConfirmEmail, account.Email, hostile), "012345"); err != nil {
		t.Fatal(err)
	}
	m := p.mails[0]
	if strings.Contains(m.Subject+m.HTML+m.Text, "img") || m.To != hostile {
		t.Errorf("%+v", m)
	}
}

// the link has the configured base, and the code in the fragment alone.
func TestConfirmLink(t *testing.T) {
	for base, want := range map[string]string{
		"":                        "",
		"https://id.acme.example": "https://id.acme.example/users/confirm#challenge_id=CHALLENGE&code=012345",
	} {
		var p post
		c := message.Courier{Service: "Acme", PublicURL: base, Mailer: &p}
		if err := c.Deliver(t.Context(), code(passcode.ConfirmEmail, account.Email, "a@acme.example"), "012345"); err != nil {
			t.Fatal(err)
		}
		if _, link, _ := strings.Cut(p.mails[0].Text, "Confirm my address: "); strings.TrimSpace(link) != want {
			t.Errorf("base %q: link %q", base, link)
		}
	}
}

// whoever is reached, guarded or named otherwise than before is told, where he was reached
// before; what is nobody's concern is not.
func TestChangesAreTold(t *testing.T) {
	before := account.User{ID: 7, Username: "mary", Email: "old@acme.example", PhoneNumber: "+447700900123", Role: account.RoleUser, Status: account.Active}
	for _, c := range []struct {
		name   string
		change func(*account.User)
		want   []message.Notice
	}{
		{"nothing", func(*account.User) {}, nil},
		{"a name", func(u *account.User) { u.Username = "anne" }, []message.Notice{message.UsernameChanged}},
		{"an address", func(u *account.User) { u.Email = "new@acme.example" }, []message.Notice{message.EmailChanged}},
		{"no number", func(u *account.User) { u.PhoneNumber = "" }, []message.Notice{message.PhoneChanged}},
		{"a second factor", func(u *account.User) { u.TwoFactor = account.Email }, []message.Notice{message.TwoFactorChanged}},
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
