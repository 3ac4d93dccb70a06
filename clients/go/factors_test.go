package latchkey

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// scripted answers one request after another, and keeps each as a line: method, path, what proves it, body.
func scripted(t *testing.T, answers ...string) (c *Client, asked *[]string) {
	t.Helper()
	asked = new([]string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		proof := strings.Trim(r.Header.Get("Challenge-Id")+" "+r.Header.Get("Challenge-Code"), " ")
		*asked = append(*asked, strings.Join(strings.Fields(strings.Join([]string{r.Method, r.URL.Path, proof, string(body)}, " ")), " "))
		status, text, _ := strings.Cut(answers[min(len(*asked), len(answers))-1], " ")
		w.WriteHeader(map[string]int{"200": 200, "201": 201, "202": 202, "204": 204, "401": 401}[status])
		_, _ = io.WriteString(w, text)
	}))
	t.Cleanup(server.Close)
	return client(t, server), asked
}

func client(t *testing.T, server *httptest.Server) *Client {
	t.Helper()
	c, err := New(server.URL, server.Client().Transport, 1e9)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func challenge(id, purpose, method string) string {
	return fmt.Sprintf(`202 {"result":"challenge","challenge":{"id":%q,"purpose":%q,"method":%q,"methods":["passkey","totp"],"public_key":{"challenge":"x"},"channel":null,"sent_to":null,"resend_after":null}}`, id, purpose, method)
}

const wrong = `401 {"status":401,"code":"invalid_code","detail":"The code is wrong."}`

// A change is asked for again with the code, with a second one if that is needed, and with another method.
func TestChallengesOfActs(t *testing.T) {
	for name, c := range map[string]struct {
		answers []string
		do      func(*Client, Ask) error
		want    []string
	}{
		"no challenge": {
			[]string{`204 `}, func(c *Client, ask Ask) error { return c.RemoveFactor(t.Context(), "f", ask) },
			[]string{"DELETE /users/me/factors/f"},
		},
		"a wrong code": {
			[]string{challenge("a", "remove_factor", "totp"), wrong, `204 `}, func(c *Client, ask Ask) error { return c.RemoveFactor(t.Context(), "f", ask) },
			[]string{"DELETE /users/me/factors/f", "DELETE /users/me/factors/f a code1", "DELETE /users/me/factors/f a code2"},
		},
		"two codes": {
			[]string{challenge("a", "change_contact", "totp"), challenge("b", "change_email", "email"), `200 {"result":"done","id":7,"email":"mary@example.org"}`},
			func(c *Client, ask Ask) error {
				u, err := c.Update(t.Context(), Me, Changes{Email: new("mary@example.org")}, ask)
				if err == nil && u.Email != "mary@example.org" {
					err = fmt.Errorf("%+v", u)
				}
				return err
			},
			[]string{`PATCH /users/me {"email":"mary@example.org"}`, `PATCH /users/me a code1 {"email":"mary@example.org"}`, `PATCH /users/me b code2 {"email":"mary@example.org"}`},
		},
		"another method": {
			[]string{challenge("a", "renew_recovery_codes", "passkey"), challenge("b", "renew_recovery_codes", "totp"), `201 {"result":"done","recovery_codes":["x"]}`},
			func(c *Client, ask Ask) error {
				codes, err := c.RenewRecoveryCodes(t.Context(), ask)
				if err == nil && !slices.Equal(codes, []string{"x"}) {
					err = fmt.Errorf("%v", codes)
				}
				return err
			},
			[]string{"POST /users/me/recovery-codes", `POST /2fa/resend {"challenge_id":"a","method":"totp"}`, "POST /users/me/recovery-codes b code1"},
		},
	} {
		client, asked := scripted(t, c.answers...)
		n := 0
		err := c.do(client, func(ctx context.Context, q *Question) (string, error) {
			if q.Challenge.Method == "passkey" {
				if err := q.Open(ctx, "totp"); err != nil {
					return "", err
				}
			}
			n++
			return fmt.Sprintf(" co de%d\n", n), nil
		})
		if err != nil || !slices.Equal(*asked, c.want) {
			t.Errorf("%s: %v\n%q\n%q", name, err, *asked, c.want)
		}
	}
}

// An authenticator and a passkey are added with what proves them; what is signed goes on as it was.
func TestEnrolments(t *testing.T) {
	client, asked := scripted(t, `201 {"result":"done","factor":{"id":"f","type":"totp"},"totp":{"secret":"S","uri":"otpauth://totp/x"}}`)
	begun, err := client.AddFactor(t.Context(), "totp", "My phone", nil)
	if err != nil || begun.Factor.ID != "f" || begun.TOTP.Secret != "S" || begun.Passkey != nil {
		t.Fatalf("%+v %v", begun, err)
	}
	client, confirmed := scripted(t, `200 {"factor":{"id":"f"},"recovery_codes":["a","b"]}`)
	first, err1 := client.ConfirmAuthenticator(t.Context(), "f", "123456")
	_, err2 := client.ConfirmPasskey(t.Context(), "g", json.RawMessage(`{"id":"x"}`))
	if err1 != nil || err2 != nil || len(first.RecoveryCodes) != 2 {
		t.Errorf("%+v %v %v", first, err1, err2)
	}
	want := []string{
		`POST /users/me/factors {"name":"My phone","type":"totp"}`,
		`POST /users/me/factors/f/confirm {"code":"123456"}`, `POST /users/me/factors/g/confirm {"credential":{"id":"x"}}`,
	}
	if got := slices.Concat(*asked, *confirmed); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// What the browser signed is passed on, and its code answers the challenge of an act.
func TestPasskeys(t *testing.T) {
	begin, _ := scripted(t, strings.Replace(challenge("a", "sign_in", "passkey"), "202", "200", 1))
	c, err := begin.BeginPasskey(t.Context())
	if err != nil || string(c.PublicKey) != `{"challenge":"x"}` || c.SentTo != nil {
		t.Fatalf("%+v %v", c, err)
	}
	signed := json.RawMessage(`{"id":"x"}`)
	client, asked := scripted(t, `200 {"result":"session","token":"lks_x","device_token":"lkd_x","user":{"id":7}}`, `200 {"result":"done","challenge_code":"ABC"}`)
	session, err := client.Remembering().SignInWithPasskey(t.Context(), "a", signed)
	if err != nil || session.Token != "lks_x" || session.DeviceToken != "lkd_x" {
		t.Errorf("%+v %v", session, err)
	}
	if code, err := client.ProveWithPasskey(t.Context(), "b", signed); err != nil || code != "ABC" {
		t.Errorf("%s %v", code, err)
	}
	want := []string{
		`POST /passkeys/sign-in {"challenge_id":"a","credential":{"id":"x"},"remember_device":true}`,
		`POST /passkeys/sign-in {"challenge_id":"b","credential":{"id":"x"}}`,
	}
	if !slices.Equal(*asked, want) {
		t.Errorf("%q", *asked)
	}
}

// A known device is named in a header of its own.
func TestDevices(t *testing.T) {
	client, asked, _ := answering(t, says(200, `{"result":"session","token":"lks_x","recovery_codes_left":2,"current":"d","devices":[{"id":"d","name":"Firefox on Linux"}]}`))
	known := client.WithDevice("lkd_x")
	session, err := known.SignIn(t.Context(), "mary", "a password", nil)
	if err != nil || *session.RecoveryCodesLeft != 2 {
		t.Errorf("%+v %v", session, err)
	}
	if all, err := client.Devices(t.Context(), Me); err != nil || len(all.Devices) != 1 || all.Devices[0].Name != "Firefox on Linux" {
		t.Errorf("%+v %v", all, err)
	}
	if err := client.ForgetDevice(t.Context(), 7, "d"); err != nil || (*asked)[2].URL.Path != "/users/7/devices/d" {
		t.Error(err)
	}
	if got := header(*asked, "Device-Token"); !slices.Equal(got, []string{"lkd_x", "", ""}) {
		t.Errorf("%q", got)
	}
}
