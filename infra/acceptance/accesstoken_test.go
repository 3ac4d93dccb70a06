package acceptance

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
	"github.com/lestrrat-go/jwx/v3/jwt"

	"latchkey/infra/local/stack"
)

// verifier is another program: it knows the address of the service, and finds out all else.
type verifier struct{ keys jwk.Set }

// verifierOf reads what a program reads at its start.
func (s service) verifierOf(t *testing.T) verifier {
	t.Helper()
	var found struct{ Issuer, JWKSURI string }
	a := s.do(t, "GET", "/.well-known/openid-configuration", "")
	found.Issuer, found.JWKSURI = a.text("issuer"), a.text("jwks_uri")
	if a.status != 200 || found.Issuer != s.issuer() || found.JWKSURI != s.issuer()+"/.well-known/jwks.json" {
		t.Fatalf("%d %s, of %s", a.status, a.body, s.issuer())
	}
	keys, err := jwk.Fetch(t.Context(), found.JWKSURI)
	if err != nil {
		t.Fatal(err)
	}
	return verifier{keys}
}

// issuer is the address that the service knows itself by; the tests come by a proxy.
func (s service) issuer() string { return s.Service.Parameters["PublicUrl"] }

// verify takes a token as a program for an audience does.
func (v verifier) verify(token, issuer, audience string) (jwt.Token, error) {
	return jwt.Parse([]byte(token), jwt.WithKeySet(v.keys), jwt.WithIssuer(issuer), jwt.WithAudience(audience), jwt.WithValidate(true),
		jwt.WithRequiredClaim("exp"), jwt.WithRequiredClaim("iat"))
}

func (s service) accessToken(t *testing.T, session, body string) string {
	t.Helper()
	a := s.do(t, "POST", "/token", body, "Authorization", "Bearer "+session)
	if a.status != 200 || a.text("token_type") != "Bearer" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return a.text("access_token")
}

func claim[T any](t *testing.T, token jwt.Token, name string) (value T) {
	t.Helper()
	if err := token.Get(name, &value); err != nil {
		t.Error(err)
	}
	return value
}

// A program that knows nothing but the address verifies a token, by a library that nobody here wrote. The next
// token has the role of then, and after logout there is none.
func TestAccessTokensAreVerified(t *testing.T) {
	s := startNew(t, "AccessTokenAudiences=notes,photos", "AccessTokenClaims=username")
	s.account(t, "mary", true)
	challenge := s.post(t, "/users/login", login("mary", password)).text("challenge.id")
	mary, v := s.post(t, "/2fa", reply(challenge, s.code(t, "mary@latchkey.example"))).text("token"), s.verifierOf(t)
	token, err := v.verify(s.accessToken(t, mary, ""), s.issuer(), "notes")
	if err != nil {
		t.Fatal(err)
	}
	me := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", mary)
	subject, _ := token.Subject()
	if subject != fmt.Sprintf("%.0f", me.at("id")) || claim[string](t, token, "username") != "mary" || claim[string](t, token, "role") != "user" {
		t.Errorf("%v of %s", token, me.body)
	}
	if methods := claim[[]any](t, token, "amr"); !slices.Equal(methods, []any{"pwd", "otp"}) {
		t.Errorf("amr is %v", methods)
	}
	sessions := s.do(t, "GET", "/users/me/sessions", "", "PRIVATE-TOKEN", mary)
	if sid := claim[string](t, token, "sid"); sid != sessions.text("sessions.0.id") {
		t.Errorf("sid is %s, of %s", sid, sessions.body)
	}
	if _, err := v.verify(s.accessToken(t, mary, `{"audience":"photos"}`), s.issuer(), "photos"); err != nil {
		t.Error(err)
	}

	if a := s.do(t, "PATCH", "/users/"+subject, `{"role":"support"}`, "PRIVATE-TOKEN", s.admin(t)); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	again, err := v.verify(s.accessToken(t, mary, ""), s.issuer(), "notes")
	if err != nil || claim[string](t, again, "role") != "support" || claim[string](t, again, "scope") != "user support" {
		t.Errorf("after a change of role: %v, %v", again, err)
	}
	if a := s.do(t, "POST", "/users/logout", "", "PRIVATE-TOKEN", mary); a.status != 204 {
		t.Fatal(a)
	}
	if a := s.do(t, "POST", "/token", "", "PRIVATE-TOKEN", mary); a.status != 401 || a.text("code") != "token_invalid" {
		t.Errorf("after logout: %d %s", a.status, a.body)
	}
}

// A token is good for its audience, by its key and in its time; and a token of one kind is none of the other.
func TestWrongAccessTokensAreRefused(t *testing.T) {
	s := startNew(t, "AccessTokenAudiences=notes,photos")
	s.account(t, "mary", false)
	mary, v := s.token(t, "mary"), s.verifierOf(t)
	good := s.accessToken(t, mary, "")
	forged := forge(t, good)
	for name, c := range map[string]struct{ token, issuer, audience string }{
		"for another audience":     {good, s.issuer(), "photos"},
		"of another issuer":        {good, s.issuer() + "/", "notes"},
		"by another key":           {forged, s.issuer(), "notes"},
		"without signature":        {good[:strings.LastIndex(good, ".")+1], s.issuer(), "notes"},
		"with other claims":        {swapped(forged, good), s.issuer(), "notes"},
		"the token of the session": {mary, s.issuer(), "notes"},
	} {
		if token, err := v.verify(c.token, c.issuer, c.audience); err == nil {
			t.Errorf("%s: %v is accepted", name, token)
		}
	}
	late := jwt.WithClock(jwt.ClockFunc(func() time.Time { return time.Now().Add(5*time.Minute + time.Second) }))
	if _, err := jwt.Parse([]byte(good), jwt.WithKeySet(v.keys), late); err == nil {
		t.Error("it is accepted after five minutes")
	}
	if _, err := v.verify(good, s.issuer(), "notes"); err != nil {
		t.Error(err)
	}

	for _, header := range [][]string{{"Authorization", "Bearer " + good}, {"PRIVATE-TOKEN", good}} {
		for _, path := range []string{"/users/me", "/users/me/sessions"} {
			if a := s.do(t, "GET", path, "", header...); a.status != 401 || a.text("code") != "access_token_not_accepted" {
				t.Errorf("%v: %d %s", header[0], a.status, a.body)
			}
		}
		if a := s.do(t, "POST", "/token", "", header...); a.status != 401 || a.text("code") != "access_token_not_accepted" {
			t.Errorf("a token from a token: %d %s", a.status, a.body)
		}
	}
}

// forge signs the claims of a token, and the same key id, with a key of one's own.
func forge(t *testing.T, good string) string {
	t.Helper()
	parsed, err := jwt.ParseInsecure([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	if err := parsed.Set("role", "admin"); err != nil {
		t.Fatal(err)
	}
	signed, err := jwt.Sign(parsed, jwt.WithKey(jwa.RS256(), key))
	if err != nil {
		t.Fatal(err)
	}
	header, _, _ := strings.Cut(good, ".")
	_, rest, _ := strings.Cut(string(signed), ".")
	return header + "." + rest
}

// swapped has the header and the claims of one token, and the signature of another.
func swapped(claims, signature string) string {
	return claims[:strings.LastIndex(claims, ".")] + signature[strings.LastIndex(signature, "."):]
}

// A key is added last, waits, moves to the front, and the old one is dropped: no token is refused on the way.
func TestSigningKeysRotate(t *testing.T) {
	const before, after = "arn:aws:kms:us-east-1:123456789012:key/before", "arn:aws:kms:us-east-1:123456789012:key/after"
	data := t.TempDir()
	s := startIn(t, data, "SigningKeys="+before+","+after)
	s.account(t, "mary", false)
	v := s.verifierOf(t)
	old := s.accessToken(t, s.token(t, "mary"), "")
	if v.keys.Len() != 2 {
		t.Errorf("%d keys are shown", v.keys.Len())
	}
	s.Stop()

	next := startIn(t, data, "SigningKeys="+after+","+before)
	next.account(t, "anne", false)
	now := next.verifierOf(t)
	recent := next.accessToken(t, next.token(t, "anne"), "")
	if kid(t, old) == kid(t, recent) {
		t.Error("the order of the keys says nothing")
	}
	for token, issuer := range map[string]string{old: s.issuer(), recent: next.issuer()} {
		for _, by := range []verifier{v, now} {
			if _, err := by.verify(token, issuer, "api"); err != nil {
				t.Error(err)
			}
		}
	}
}

func kid(t *testing.T, token string) string {
	t.Helper()
	message, err := jws.Parse([]byte(token))
	if err != nil {
		t.Fatal(err)
	}
	id, _ := message.Signatures()[0].ProtectedHeaders().KeyID()
	return id
}

// Where they are off, or the service has no address, there are no such routes, and no key.
func TestWithoutAccessTokens(t *testing.T) {
	s := startNew(t, "AccessTokens=off")
	for _, route := range []string{"POST /token", "GET /.well-known/jwks.json", "GET /.well-known/openid-configuration"} {
		// The contract is that of a service with access tokens, so it does not check this.
		method, path, _ := strings.Cut(route, " ")
		if a := (service{Stack: &stack.Stack{URL: s.issuer()}}).do(t, method, path, ""); a.status != http.StatusNotFound {
			t.Errorf("%s: %d %s", route, a.status, a.body)
		}
	}
	if len(s.Service.KMSKeys) != 0 {
		t.Errorf("%v", s.Service.KMSKeys)
	}
}

// Caches and pages of every origin may have the keys; and where origins are listed, the gateway says which.
func TestKeysArePublic(t *testing.T) {
	for allowed, want := range map[string]string{"": "*", "https://app.example": ""} {
		t.Run("listed "+strings.TrimPrefix(allowed, "https://"), func(t *testing.T) {
			s := startNew(t, "AllowedOrigins="+allowed)
			for _, path := range []string{"/.well-known/jwks.json", "/.well-known/openid-configuration"} {
				a := s.do(t, "GET", path, "", "Origin", "https://elsewhere.example")
				if a.status != 200 || a.header.Get("Access-Control-Allow-Origin") != want || a.header.Get("Cache-Control") != "public, max-age=300" {
					t.Errorf("%s: %d %v", path, a.status, a.header)
				}
			}
			if a := s.do(t, "GET", "/health", "", "Origin", "https://elsewhere.example"); a.header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("another route: %v", a.header)
			}
		})
	}
}
