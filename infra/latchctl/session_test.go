package latchctl

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/infra/latchctl/credential"
)

func TestSignIn(t *testing.T) {
	var bodies bytes.Buffer
	h := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(&bodies, r.Body)
		switch challenge := `{"id":"c","sent_to":"b***@example.com"}`; {
		case r.URL.Path == "/users/login":
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, `{"challenge":`+challenge+`}`)
		case r.URL.Path == "/2fa/resend":
			_, _ = io.WriteString(w, `{"challenge":`+challenge+`}`)
		case strings.Contains(bodies.String(), "204816"):
			_, _ = io.WriteString(w, `{"token":"lks_new","expires_at":"2099-01-01T00:00:00Z","user":`+mary+`}`)
		default:
			problem(401, "invalid_code")(w, r)
		}
	}
	env := signedIn(t, h)
	for name, input := range map[string]string{"no password": "", "no code": secret + "\n", "wrong codes": secret + "\n111111\n222222\n"} {
		if got := run(t, env, input, "sign-in", "--username", "mary"); got.code != exitUsage || strings.Contains(got.out+got.err, secret) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	bodies.Reset()
	got := run(t, env, "mary\n"+secret+"\nresend\n111111\n204 816", "sign-in")
	if got.code != 0 || strings.Contains(got.out+got.err, secret) || strings.Contains(got.out+got.err, "lks_") || !strings.Contains(bodies.String(), secret) {
		t.Errorf("%+v", got)
	}
	store, _ := credential.Default()
	address, _ := store.DefaultURL()
	if s, err := store.Session(address); err != nil || s.Token != "lks_new" || s.Username != "mary" || !s.ExpiresAt.After(time.Now()) {
		t.Errorf("%+v %v", s, err)
	}
}

// factors is a service that asks a user for one of their methods, and takes the code 204816 and a recovery code. It
// keeps what it opened.
func factors(t *testing.T, opened *[]string, methods ...string) http.HandlerFunc {
	challenge := func(method string) string {
		sent := "null"
		if method == "email" {
			sent = `"b***@example.com"`
		}
		return fmt.Sprintf(`{"challenge":{"id":%q,"method":%q,"methods":["%s"],"sent_to":%s}}`, method, method, strings.Join(methods, `","`), sent)
	}
	return func(w http.ResponseWriter, r *http.Request) {
		var body struct{ Method, Code string }
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		switch {
		case r.URL.Path == "/users/login":
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, challenge(methods[0]))
		case r.URL.Path == "/2fa/resend":
			*opened = append(*opened, body.Method)
			_, _ = io.WriteString(w, challenge(body.Method))
		case body.Code == "204816", body.Code == "AAAA-BBBB-CCCC-DDDD":
			_, _ = io.WriteString(w, `{"token":"lks_new","expires_at":"2099-01-01T00:00:00Z","user":`+mary+`}`)
		default:
			problem(401, "invalid_code")(w, r)
		}
	}
}

// A passkey needs a browser, so another method is opened; any other can be chosen, before or when it is asked for.
func TestSignInByFactors(t *testing.T) {
	for name, c := range map[string]struct {
		methods []string
		input   string
		args    []string
		code    int
		opened  []string
		says    string
	}{
		"an authenticator":          {[]string{"totp"}, "204816", nil, 0, nil, "The code of your authenticator, or a recovery code: "},
		"a recovery code":           {[]string{"totp"}, "AAAA-BBBB-CCCC-DDDD", nil, 0, nil, ""},
		"another way":               {[]string{"totp", "email"}, "111111\nemail\n204816", nil, 0, []string{"email"}, ", or email for one by mail: "},
		"and back":                  {[]string{"totp", "email"}, "email\nresend\ntotp\n204816", nil, 0, []string{"email", "email", "totp"}, "to b***@example.com, or resend for another, or totp for one of your authenticator: "},
		"a passkey, or mail":        {[]string{"passkey", "email"}, "204816", nil, 0, []string{"email"}, "A passkey is asked for, which needs a browser.\n"},
		"a passkey alone":           {[]string{"passkey"}, "AAAA-BBBB-CCCC-DDDD", nil, 0, nil, "needs a browser.\nA recovery code: "},
		"chosen before":             {[]string{"passkey", "totp", "email"}, "204816", []string{"--method", "email"}, 0, []string{"email"}, "or totp for one of your authenticator: "},
		"chosen, and open":          {[]string{"totp", "email"}, "204816", []string{"--method", "totp"}, 0, nil, ""},
		"chosen, and not among all": {[]string{"totp", "email"}, "204816", []string{"--method", "sms"}, exitUsage, nil, "totp, email"},
	} {
		var opened []string
		env := signedIn(t, factors(t, &opened, c.methods...))
		got := run(t, env, secret+"\n"+c.input+"\n", append([]string{"sign-in", "--username", "mary"}, c.args...)...)
		if got.code != c.code || !slices.Equal(opened, c.opened) || !strings.Contains(got.err, c.says) {
			t.Errorf("%s: %+v, opened %q", name, got, opened)
		}
	}
}

// A service key comes first, and is named by its last four characters.
func TestServiceKey(t *testing.T) {
	var sent string
	env := signedIn(t, func(w http.ResponseWriter, r *http.Request) {
		sent = r.Header.Get("Authorization")
		problem(403, "scope_missing")(w, r)
	})
	env["LATCHKEY_SERVICE_KEY"] = "lkv_secretABCD\n"
	if got := run(t, env, "", "whoami"); got.code != 0 || sent != "Bearer lkv_secretABCD" || !strings.Contains(got.out, "ABCD") || strings.Contains(got.out, "secret") {
		t.Errorf("%+v, sent %q", got, sent)
	}
}
