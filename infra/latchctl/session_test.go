package latchctl

import (
	"bytes"
	"io"
	"net/http"
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
