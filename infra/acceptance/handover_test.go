package acceptance

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cucumber/godog"

	latchkey "latchkey/clients/go"
)

const notes = "https://notes.example/signed-in"

// application is a program that users are handed over to, with the secret that it began with.
type application struct {
	service
	returnTo, verifier string
	given              string // the code that it came back with
}

func (s service) application(returnTo string) application {
	return application{service: s, returnTo: returnTo, verifier: rand.Text() + rand.Text()}
}

func (a application) challenge() string {
	sum := sha256.Sum256([]byte(a.verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (a application) asks() string {
	return fmt.Sprintf(`{"return_to":%q,"code_challenge":%q}`, a.returnTo, a.challenge())
}

func (a application) gives(code string) string {
	return fmt.Sprintf(`{"code":%q,"code_verifier":%q}`, code, a.verifier)
}

// issue asks for a code as the sign-in page does, by the token of its session.
func (a application) issue(t *testing.T, token string) answer {
	t.Helper()
	return a.do(t, "POST", "/users/me/authorization-codes", a.asks(), "Authorization", "Bearer "+token)
}

// code is one that the sign-in page comes back with.
func (a application) code(t *testing.T, token string) string {
	t.Helper()
	issued := a.issue(t, token)
	if issued.status != 201 || issued.at("expires_in") != 60.0 {
		t.Fatalf("%d %s", issued.status, issued.body)
	}
	return issued.text("code")
}

func (a application) redeem(t *testing.T, code string) answer {
	t.Helper()
	return a.post(t, "/users/login/code", a.gives(code))
}

// handOver has the sentences of the sign-in page, of the application and of a stranger who read the code.
func (s *scene) handOver(sc *godog.ScenarioContext) {
	var app application
	redeem := func(by application) error {
		return s.say(request{method: "POST", path: "/users/login/code", body: by.gives(app.given)})
	}
	sc.When(`^"([^"]*)" is handed over to the application$`, func(name string) error {
		app = s.application(notes)
		err := s.say(request{method: "POST", path: "/users/me/authorization-codes", body: app.asks(), token: s.person(name).token})
		app.given = s.last.text("code")
		return err
	})
	sc.When(`^the application redeems the code$`, func() error { return redeem(app) })
	sc.When(`^a stranger redeems the code$`, func() error { return redeem(s.application(notes)) })
}

// status is what a session is answered with.
func (s service) status(t *testing.T, token string) int {
	t.Helper()
	return s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", token).status
}

// a code is made for an application that the deployment lists, and by no other session than the user's own.
func TestHandOverToWhatIsNotListed(t *testing.T) {
	s := startNew(t, "ReturnUrls="+notes+",http://localhost:4400/")
	s.account(t, "mary", false)
	token := s.token(t, "mary")
	for _, returnTo := range []string{notes + "/", notes + "?", "https://notes.example", "http://localhost:4400", "https://evil.example/", notes + ",http://localhost:4400/"} {
		if a := s.application(returnTo).issue(t, token); a.status != 422 || a.text("errors.0.code") != "unknown_return_to" {
			t.Errorf("%s: %d %s", returnTo, a.status, a.body)
		}
	}
	for body, code := range map[string]string{
		fmt.Sprintf(`{"return_to":%q}`, notes):                                              "required",
		fmt.Sprintf(`{"return_to":%q,"code_challenge":""}`, notes):                          "required",
		fmt.Sprintf(`{"return_to":%q,"code_challenge":%q}`, notes, strings.Repeat("+", 43)): "malformed_code_challenge",
	} {
		a := s.do(t, "POST", "/users/me/authorization-codes", body, "PRIVATE-TOKEN", token)
		if a.status != 422 || a.text("errors.0.code") != code {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	if a := s.application(notes).issue(t, "lks_x"); a.status != 401 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// By default there is no application.
func TestHandOverToNone(t *testing.T) {
	s := start(t)
	s.account(t, "mary", false)
	for _, returnTo := range []string{"http://localhost:4400/", s.URL} {
		if a := s.application(returnTo).issue(t, s.token(t, "mary")); a.status != 422 || a.text("errors.0.code") != "unknown_return_to" {
			t.Errorf("%s: %d %s", returnTo, a.status, a.body)
		}
	}
}

// a code is refused in the same words with another verifier, another time, after a minute, and once what
// it hangs on has ended.
func TestHandOverIsRefused(t *testing.T) {
	s := startNew(t, "ReturnUrls="+notes)
	app, boss := s.application(notes), s.admin(t)
	for _, c := range []struct {
		name string
		// then does to a code, or to the session that made it, what voids it.
		then func(t *testing.T, name, token, code string)
	}{
		{"another verifier", func(t *testing.T, _, _, code string) {
			if a := s.application(notes).redeem(t, code); a.status != 401 || a.text("code") != "invalid_authorization_code" {
				t.Errorf("%d %s", a.status, a.body)
			}
		}},
		{"used", func(t *testing.T, _, _, code string) {
			if a := app.redeem(t, code); a.status != 200 {
				t.Errorf("%d %s", a.status, a.body)
			}
		}},
		{"late", func(t *testing.T, _, _, _ string) {
			s.setAll(t, "AuthorizationCodesTable", "expires_at", ago(time.Second))
		}},
		{"signed out", func(t *testing.T, _, token, _ string) { s.do(t, "POST", "/users/logout", "", "PRIVATE-TOKEN", token) }},
		{"another password", func(t *testing.T, _, token, _ string) {
			body := fmt.Sprintf(`{"current_password":%q,"new_password":%q}`, password, password+" again")
			if a := s.do(t, "POST", "/users/me/password", body, "PRIVATE-TOKEN", token); a.status != 204 || s.status(t, token) != 200 {
				t.Errorf("%d %s", a.status, a.body)
			}
		}},
		{"disabled", func(t *testing.T, _, token, _ string) {
			id := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", token).at("id")
			if a := s.do(t, "PATCH", fmt.Sprintf("/users/%.0f", id), `{"status":"disabled"}`, "PRIVATE-TOKEN", boss); a.status != 200 {
				t.Errorf("%d %s", a.status, a.body)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			name := strings.ReplaceAll(c.name, " ", "-")
			s.account(t, name, false)
			token := s.token(t, name)
			code := app.code(t, token)
			before := len(s.scan(t, "SessionsTable"))
			c.then(t, name, token, code)
			a := app.redeem(t, code)
			if a.status != 401 || a.text("code") != "invalid_authorization_code" || a.header.Get("Www-Authenticate") != "Bearer" {
				t.Errorf("%d %s", a.status, a.body)
			}
			if n := len(s.scan(t, "SessionsTable")); n > before {
				t.Errorf("%d sessions, of %d", n, before)
			}
		})
	}
}

// an application gets a session of its own, of the same sign-in. It is listed with the others, ends by itself, and neither
// code nor verifier nor token is in a table or in the log.
func TestHandOver(t *testing.T) {
	s := startNew(t, "ReturnUrls="+notes, "AccessTokens=on")
	s.account(t, "mary", true)
	challenge := s.post(t, "/users/login", login("mary", password)).text("challenge.id")
	page := s.post(t, "/2fa", reply(challenge, s.code(t, "mary@latchkey.example"))).text("token")
	app := s.application(notes)
	code := app.code(t, page)
	a := app.redeem(t, code)
	own := a.text("token")
	if a.status != 200 || a.text("result") != "session" || a.text("user.username") != "mary" || own == page || s.status(t, own) != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	sessions := s.do(t, "GET", "/users/me/sessions", "", "PRIVATE-TOKEN", own)
	if sessions.at("sessions.2") != nil || sessions.text("sessions.0.created_at") != sessions.text("sessions.1.created_at") ||
		sessions.text("sessions.0.expires_at") != a.text("expires_at") || sessions.text("sessions.1.expires_at") != a.text("expires_at") {
		t.Errorf("%s", sessions.body)
	}
	v := s.verifierOf(t)
	if token, err := v.verify(s.accessToken(t, own, ""), s.issuer(), "api"); err != nil || fmt.Sprint(claim[[]any](t, token, "amr")) != "[pwd otp]" {
		t.Errorf("%v %v", token, err)
	}
	for _, table := range s.Tables {
		for _, item := range s.scan(t, table.LogicalID) {
			for _, secret := range []string{code, app.verifier, own} {
				if strings.Contains(dump(item), secret) {
					t.Errorf("a secret stands in %s", table.LogicalID)
				}
			}
		}
	}
	if a := s.do(t, "POST", "/users/logout", "", "PRIVATE-TOKEN", page); a.status != 204 || s.status(t, page) != 401 || s.status(t, own) != 200 {
		t.Errorf("%d %s", a.status, a.body)
	}
	if again := app.redeem(t, code); again.status != 401 || s.status(t, own) != 401 {
		t.Errorf("a code that two have: %d %s", again.status, again.body)
	}
	for _, secret := range []string{code, app.verifier, own} {
		if strings.Contains(s.log.String(), secret) {
			t.Error("a secret stands in the log")
		}
	}
}

// A page of a listed origin may redeem a code, and a page of another gets no answer to read.
func TestHandOverAcrossOrigins(t *testing.T) {
	s := startNew(t, "ReturnUrls="+notes, "AllowedOrigins=https://notes.example")
	s.account(t, "mary", false)
	app := s.application(notes)
	for origin, allowed := range map[string]string{"https://notes.example": "https://notes.example", "https://evil.example": ""} {
		body := app.gives(app.code(t, s.token(t, "mary")))
		a := s.do(t, "POST", "/users/login/code", body, "Origin", origin)
		if a.status != 200 || a.header.Get("Access-Control-Allow-Origin") != allowed {
			t.Errorf("%s: %d %v", origin, a.status, a.header)
		}
	}
}

// The client in Go begins a sign-in and finishes it, once.
func TestHandOverOfTheGoClient(t *testing.T) {
	s := startNew(t, "ReturnUrls="+notes)
	s.account(t, "mary", false)
	c := goClient(t, s)
	begun := c.AuthorizationRequest(notes)
	asked, err := url.Parse(begun.URL)
	if err != nil {
		t.Fatal(err)
	}
	body := fmt.Sprintf(`{"return_to":%q,"code_challenge":%q}`, asked.Query().Get("return_to"), asked.Query().Get("code_challenge"))
	code := s.do(t, "POST", "/users/me/authorization-codes", body, "PRIVATE-TOKEN", s.token(t, "mary")).text("code")
	returned := url.Values{"code": {code}, "state": {asked.Query().Get("state")}}
	session, err := c.FinishSignIn(t.Context(), begun, returned)
	if err != nil || session.User.Username != "mary" || s.status(t, session.Token) != 200 {
		t.Fatalf("%+v %v", session, err)
	}
	if _, err := c.FinishSignIn(t.Context(), begun, returned); !latchkey.Is(err, latchkey.CodeInvalidAuthorizationCode) {
		t.Error(err)
	}
}
