package acceptance

import (
	"fmt"
	"strings"
	"testing"
)

// Everybody is written to in their own language, by mail and by text, and who has none in that of the
// deployment. R-55: the owner of an address hears in theirs that somebody else typed it.
func TestMessagesInTheLanguageOfTheirUser(t *testing.T) {
	s := startNew(t, "DefaultLanguage=de", "ServiceName=Acme")
	register := func(name, address, spoken string) answer {
		t.Helper()
		a := s.do(t, "POST", "/users/register", fmt.Sprintf(`{"username":%q,"email":%q,"password":%q}`, name, address, password), "Accept-Language", spoken)
		if a.status != 201 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		return a
	}
	newest := func(to, subject, language, says string) {
		t.Helper()
		m := s.newestMail(t, to)
		if m.Subject != subject || !strings.Contains(m.HTML, `<html lang="`+language+`" dir="ltr">`) || !strings.Contains(m.Text, says) {
			t.Errorf("%s: %s\n%s", to, m.Subject, m.Text)
		}
	}
	const mary, rose, number = "mary@latchkey.example", "rose@latchkey.example", "+447700900123"
	register("mary", mary, "en-GB, de;q=0.5")
	newest(mary, "Confirm your e-mail address for Acme", "en", "\nDevice: An app\n")
	asked := register("rose", rose, "de-AT, en;q=0.5")
	newest(rose, "Bestätigen Sie Ihre E-Mail-Adresse für Acme", "de", "\nGerät: Eine App\n")
	if a := s.post(t, "/users/confirm", reply(asked.text("challenge.id"), s.code(t, rose))); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	register("anne", rose, "en")
	newest(rose, "Sie haben ein Konto bei Acme", "de", "Sie müssen nichts tun.")

	if a := s.do(t, "PATCH", "/users/me", `{"phone_number":"`+number+`"}`, "PRIVATE-TOKEN", s.token(t, "rose")); a.status != 202 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	code := s.code(t, "%2B447700900123")
	want := code + " ist Ihr Code, um diese Telefonnummer bei Acme zu bestätigen. Er gilt 10 Minuten lang. Geben Sie ihn niemandem.\n@localhost #" + code
	if m := s.Outbox.Messages(number); len(m) != 1 || m[0].Text != want {
		t.Errorf("%+v, want %q", m, want)
	}
	if a := s.post(t, "/password-reset", `{"email":"`+rose+`"}`); a.status != 202 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	newest(rose, "Ein neues Passwort für Acme", "de", "Neues Passwort wählen: ")
	s.boss(t)
	s.post(t, "/users/login", login("boss", password))
	newest("boss@latchkey.example", "Ihr Code zur Anmeldung bei Acme", "de", "Zeitpunkt: ")
}
