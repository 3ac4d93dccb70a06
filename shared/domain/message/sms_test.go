package message_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
)

// gsm7 is GSM 03.38 as its table has it, but for what takes two places. A text of other characters has
// room for 70.
const gsm7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ" + "ÆæßÉ" + ` !"#¤%&'()*+,-./0123456789:;<=>?` +
	"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§" + "¿abcdefghijklmnopqrstuvwxyzäöñüà"

// text is what a code's text says.
func text(t *testing.T, service string, links message.Links, purpose passcode.Purpose) string {
	t.Helper()
	var p post
	c := message.Notifier{Service: service, Links: links, SMSSender: &p}
	if err := c.Deliver(t.Context(), dispatch(t, code(purpose, account.SMS, "+447700900123"))); err != nil {
		t.Fatal(err)
	}
	return p.texts[0].Body
}

var everyPurpose = []passcode.Purpose{
	passcode.SignIn, passcode.ChangeEmail, passcode.ChangePhone, passcode.EnableTwoFactor, passcode.ChangeTwoFactor,
	passcode.RemoveTwoFactor, passcode.DeleteUser, passcode.DeleteUsers,
}

// A second segment would cost again, and may arrive without the first.
func TestATextIsOneSegment(t *testing.T) {
	for _, service := range []string{"A", "Acme", "Müller", "AT&T", "L'Oréal", "L’Oréal", "日本", strings.Repeat("W", 30), strings.Repeat("€", 30), strings.Repeat("日", 30)} {
		for _, host := range []string{"", "https://a.example", "https://id.acme.example", "https://" + strings.Repeat("a", 60) + "." + strings.Repeat("b", 60) + ".example"} {
			for _, purpose := range everyPurpose {
				body := text(t, service, message.Links{Public: host}, purpose)
				strange := strings.ContainsFunc(body, func(r rune) bool { return !strings.ContainsRune(gsm7, r) })
				if strange || utf8.RuneCountInString(body) > 160 {
					t.Errorf("%s at %q, %s: %d characters, %q", service, host, purpose, utf8.RuneCountInString(body), body)
				}
				if !strings.HasPrefix(body, "012345 is your code to ") || !strings.Contains(body, "Never give it to anyone.") {
					t.Errorf("%s at %q, %s: %q", service, host, purpose, body)
				}
			}
		}
	}
}

func TestNamesInTexts(t *testing.T) {
	for service, want := range map[string]string{
		"Acme": "Acme", "Müller": "Müller", "AT&T": "AT&T", "L'Oréal": "L'Oréal", "L’Oréal": "L'Oréal", "Mu\u0308ller": "Müller", "Škoda": "Skoda",
		"Łódź": "Lodz", "Façade — „One“": `Facade - "One"`, "Žižkov [CZ]": "Zizkov (CZ)", "Strauß": "Strauß", "ﬁne": "fine", "Acme™": "Acme",
		"日本": "id.acme.example", "Яндекс": "id.acme.example", "Acme 日本": "id.acme.example", "😀": "id.acme.example", "™": "id.acme.example",
		strings.Repeat("W", 31): "id.acme.example", strings.Repeat("W", 30): strings.Repeat("W", 30),
	} {
		body := text(t, service, message.Links{Public: "https://id.acme.example"}, passcode.SignIn)
		if !strings.Contains(body, " to sign in to "+want+".") {
			t.Errorf("%s: %q, want %s", service, body, want)
		}
	}
	const host = "twenty-two-characters1.example" // 30 of them
	for public, want := range map[string]string{"": "this service", "https://x" + host: "this service", "https://" + host: host} {
		body := text(t, "日本", message.Links{Public: public}, passcode.SignIn)
		if !strings.Contains(body, " to sign in to "+want+".") {
			t.Errorf("%q: %q, want %s", public, body, want)
		}
	}
}

// The last line names the host, whose pages alone get the code from a phone or browser.
func TestATextIsBoundToAHost(t *testing.T) {
	for want, links := range map[string]message.Links{
		"\n@id.acme.example #012345":  {Public: "https://id.acme.example/auth"},
		"\n@app.acme.example #012345": {Public: "https://id.acme.example", Confirm: "https://app.acme.example:8443/confirm?x"},
		"\n@localhost #012345":        {Public: "http://localhost:3000"},
		"Never give it to anyone.":    {Public: "http://127.0.0.1:3000"},
		" give it to anyone.":         {},
	} {
		if body := text(t, "Acme", links, passcode.SignIn); !strings.HasSuffix(body, want) || !strings.Contains(body, "valid for 10 minutes") {
			t.Errorf("%+v: %q", links, body)
		}
	}
	long := message.Links{Public: "https://accounts.of.a-rather-long.example"}
	body := text(t, strings.Repeat("W", 30), long, passcode.ChangeTwoFactor)
	if !strings.HasSuffix(body, "\n@accounts.of.a-rather-long.example #012345") || strings.Contains(body, "valid") {
		t.Errorf("what helps least is left out first: %q", body)
	}
}
