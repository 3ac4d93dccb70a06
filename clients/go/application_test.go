package latchkey

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
)

// The address has the challenge of the verifier, which itself stays with the application.
func TestAuthorizationRequest(t *testing.T) {
	c, err := New("https://app.example.com/auth", nil, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	r := c.AuthorizationRequest("https://app.example.com/?x=1")
	u, err := url.Parse(r.URL)
	if err != nil {
		t.Fatal(err)
	}
	sum, q := sha256.Sum256([]byte(r.Verifier)), u.Query()
	if u.Path != "/auth/app/sign-in" || len(q) != 3 || q.Get("return_to") != "https://app.example.com/?x=1" || q.Get("state") != r.State ||
		q.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) || strings.Contains(r.URL, r.Verifier) || len(r.Verifier) != 43 {
		t.Errorf("%+v", r)
	}
	if again := c.AuthorizationRequest("https://app.example.com/?x=1"); again.State == r.State || again.Verifier == r.Verifier {
		t.Errorf("%+v", again)
	}
}

// What does not belong to the request is sent nowhere.
func TestFinishSignInRefuses(t *testing.T) {
	c, asked, _ := answering(t, says(500, ""))
	begun := c.AuthorizationRequest("https://app.example.com/")
	for name, row := range map[string]struct {
		begun    AuthorizationRequest
		returned url.Values
		want     error
	}{
		"nothing":          {begun, url.Values{}, ErrWrongState},
		"another state":    {begun, url.Values{"code": {"lkh_x"}, "state": {"x"}}, ErrWrongState},
		"nobody began":     {AuthorizationRequest{}, url.Values{"code": {"lkh_x"}, "state": {""}}, ErrWrongState},
		"the user did not": {begun, url.Values{"error": {"access_denied"}, "state": {begun.State}}, ErrAccessDenied},
	} {
		if s, err := c.FinishSignIn(t.Context(), row.begun, row.returned); !errors.Is(err, row.want) || s != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(*asked) != 0 {
		t.Errorf("asked %d times", len(*asked))
	}
}
