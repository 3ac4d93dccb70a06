package acceptance

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// bodies are what each route takes, with a secret at every place that has one. A route without
// a row here fails the test.
var bodies = map[string]string{
	"POST /users/register":                              `{"username":"canary","email":"canary@latchkey.example","password":"$"}`,
	"POST /users/confirm":                               `{"challenge_id":"$","code":"123456"}`,
	"GET /users/confirm":                                ``,
	"POST /users/register/cancel":                       `{"token":"$"}`,
	"GET /users/register/cancel":                        ``,
	"POST /users/login":                                 `{"username":"mary","password":"$"}`,
	"POST /2fa":                                         `{"challenge_id":"$","code":"123456"}`,
	"POST /2fa/resend":                                  `{"challenge_id":"$"}`,
	"POST /passkeys/begin":                              ``,
	"POST /passkeys/sign-in":                            `{"challenge_id":"$","credential":{"id":"$","rawId":"$","type":"public-key","response":{"clientDataJSON":"$","authenticatorData":"$","signature":"$","userHandle":"$"}}}`,
	"GET /users/{id}/factors":                           ``,
	"POST /users/{id}/factors":                          `{"type":"totp","name":"$"}`,
	"POST /users/{id}/factors/{factor_id}/confirm":      `{"credential":{"id":"$","rawId":"$","type":"public-key","response":{"clientDataJSON":"$","attestationObject":"$"}}}`,
	"DELETE /users/{id}/factors/{factor_id}":            ``,
	"POST /users/{id}/recovery-codes":                   ``,
	"GET /users/{id}/devices":                           ``,
	"DELETE /users/{id}/devices/{device_id}":            ``,
	"POST /users/logout":                                ``,
	"GET /users/{id}":                                   ``,
	"PATCH /users/{id}":                                 `{"email":"$@latchkey.example","profile":{"$":"$"},"metadata":{"$":"$"},"language":"$"}`,
	"DELETE /users/{id}":                                ``,
	"POST /users/{id}/password":                         `{"current_password":"$","new_password":"$ $"}`,
	"GET /users/{id}/sessions":                          ``,
	"DELETE /users/{id}/sessions/{session_id}":          ``,
	"GET /users/{id}/export":                            ``,
	"POST /users/{id}/authorization-codes":              `{"return_to":"$","code_challenge":"$"}`,
	"POST /users/login/code":                            `{"code":"lkh_$","code_verifier":"$$"}`,
	"POST /password-reset":                              `{"email":"$@latchkey.example"}`,
	"GET /password-reset":                               ``,
	"POST /password-reset/confirm":                      `{"token":"$","new_password":"$ $"}`,
	"POST /users/bulk":                                  `{"users":[{"username":"canary2","email":"$@latchkey.example","password":"$"},{"username":"canary3","email":"$","password_hash":"$"},{"email":"$@latchkey.example","notify":true,"profile":{"$":"$"}}]}`,
	"PATCH /users/bulk":                                 `{"users":[{"id":7,"username":"$"}]}`,
	"DELETE /users/bulk":                                `{"ids":[7]}`,
	"GET /api/v1/admin/users":                           ``,
	"GET /api/v1/admin/users/{username}/audit":          ``,
	"POST /api/v1/admin/users/{username}/allow-reset":   ``,
	"DELETE /api/v1/admin/users/{username}/allow-reset": ``,
	"POST /api/v1/admin/users/{username}/reset-factors": `{"reason":"$"}`,
	"POST /api/v1/auth/reset-password":                  `{"username":"mary","reset_code":"$","new_password":"$ $"}`,
	"POST /api/v1/admin/registration-keys":              `{"count":1,"note":"$"}`,
	"GET /api/v1/admin/registration-keys":               ``,
	"DELETE /api/v1/admin/registration-keys/{id}":       ``,
	"POST /api/v1/admin/service-keys":                   `{"name":"$","scopes":["users:read"]}`,
	"GET /api/v1/admin/service-keys":                    ``,
	"DELETE /api/v1/admin/service-keys/{id}":            ``,
	"GET /api/v1/admin/feature-flags":                   ``,
	"PUT /api/v1/admin/feature-flags/{name}":            `{"percentage":0}`,
	"POST /api/v4/user/support_pin":                     ``,
	"GET /api/v4/user/support_pin":                      ``,
	"GET /api/v4/users/{id}/support_pin":                ``,
	"POST /api/v4/users/{id}/support_pin/verify":        `{"pin":"$"}`,
	"POST /api/v4/users/{id}/support_pin/revoke":        ``,
	"POST /token":                                       `{"audience":"$"}`,
	"GET /.well-known/jwks.json":                        ``,
	"GET /.well-known/openid-configuration":             ``,
	"GET /":                                             ``,
	"GET /app/{file}":                                   ``,
	"GET /health":                                       ``,
	"GET /openapi.yaml":                                 ``,
	"GET /docs":                                         ``,
}

var parameters = strings.NewReplacer("{id}", "me", "{session_id}", "x", "{factor_id}", "x", "{device_id}", "x", "{username}", "rose", "{name}", "email_based_mfa", "{file}", "sign-in")

// secrets go through every route, in every place that a client can put one, well-formed
// and not, signed in and not. None of them is in the log.
func TestCanary(t *testing.T) {
	s := start(t)
	sc := &scene{service: s, people: map[string]*person{}}
	for _, prepare := range []func() error{
		func() error { return sc.admin(t.Context(), "boss") },
		func() error { return sc.user("mary", false) },
		func() error { return sc.user("rose", false) }, // whom the routes of admins name: mary signs in as before
	} {
		if err := prepare(); err != nil {
			t.Fatal(err)
		}
	}
	boss, err := sc.signIn(sc.person("boss"), "boss")
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{password, boss}
	var answers strings.Builder
	for _, route := range s.Service.Routes {
		key := route.Method + " " + route.Path
		body, known := bodies[strings.Replace(key, "HEAD ", "GET ", 1)]
		if !known {
			t.Errorf("there is no row for %s", key)
			continue
		}
		mary := s.token(t, "mary")
		secrets = append(secrets, mary)
		for _, token := range []string{"", mary, boss, "lks_" + rand.Text()} {
			if token == boss && (strings.HasPrefix(route.Path, "/users/") && route.Path != "/users/bulk") {
				continue // the admin stays signed in
			}
			for _, form := range []string{body, body + `"$`, `{"$":1}`} {
				secret := strings.ToLower(rand.Text())
				secrets = append(secrets, secret, token)
				a := s.do(t, route.Method, parameters.Replace(route.Path)+"?token="+secret, strings.ReplaceAll(form, "$", secret),
					"PRIVATE-TOKEN", token, "Challenge-Id", secret, "Challenge-Code", "123456", "Idempotency-Key", secret, "Device-Token", "lkd_"+secret, "Cookie", "token="+secret)
				answers.WriteString(a.body)
				if a.status >= 500 {
					t.Errorf("%s: %d %s", key, a.status, a.body)
				}
			}
		}
	}
	if err := s.outstanding("boss"); err != nil {
		t.Fatal(err)
	}
	log := s.log.String()
	if lines := strings.Count(log, `"msg":"request"`); lines < 3*len(s.Service.Routes) {
		t.Fatalf("only %d requests are in the log", lines)
	}
	for _, secret := range secrets {
		if secret != "" && strings.Contains(log, secret) {
			at := strings.Index(log, secret)
			t.Errorf("a secret is in the log: %s", log[max(0, at-300):at+20])
		}
	}
	s.hidden(t, answers.String()+log)
}

// hidden holds when nothing that tables store of a secret is in the text: no hash of a password,
// code, token or key, and no encrypted PIN.
func (s service) hidden(t *testing.T, text string) {
	t.Helper()
	found := map[string]int{}
	for _, table := range s.Tables {
		for _, item := range s.scan(t, table.LogicalID) {
			for _, name := range []string{"password_hash", "email_otp", "otp", "token_hash", "key_hash", "reset_hash", "allow_reset_hash", "pin"} {
				kept, ok := item[name].(*types.AttributeValueMemberS)
				if !ok {
					continue
				}
				found[name]++
				if strings.Contains(text, kept.Value) {
					t.Errorf("%s of %s is shown", name, table.LogicalID)
				}
			}
		}
	}
	for _, name := range []string{"password_hash", "email_otp", "otp", "token_hash", "key_hash", "pin"} {
		if found[name] == 0 {
			t.Errorf("no %s was there to be shown", name)
		}
	}
}

// outstanding asks for a code that is not given, so that its hash stays with the user.
func (s service) outstanding(name string) error {
	a, err := s.send("POST", "/users/login", login(name, password))
	if err == nil && a.status != 202 {
		err = fmt.Errorf("%d %s", a.status, a.body)
	}
	return err
}
