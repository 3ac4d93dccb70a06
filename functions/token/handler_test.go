package main

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/accesstoken"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/session"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

// route is the handler, and the world's clock.
type route struct {
	handler
	world *world.World
}

func setUp(t *testing.T) (*world.World, *world.KMS, route) {
	t.Helper()
	w, kms := world.New(t), world.NewKMS(t)
	return w, kms, route{handler{
		sessions: w.Store, limits: w.Store, lifetimes: world.Lifetimes, issuer: kms.Issuer(t, world.SigningKeys[0]), now: w.Now,
	}, w}
}

func (r route) handle() world.Handler { return api.Handle(api.Users, r.world.Now, r.serve) }

// by is a request of a session, as the authorizer let it through.
func (r route) by(s session.Session) world.Call {
	return world.Call{Caller: &api.Caller{UserID: s.UserID, Role: account.RoleUser, Session: s.TokenHash, SessionID: s.ID, SignedInAt: s.CreatedAt}}
}

func with(c world.Call, body string) world.Call {
	c.Body = body
	return c
}

// read gives the header and the claims of a token whose signature is that of the first key.
func read(t *testing.T, i accesstoken.Issuer, text string) (header, claims map[string]any) {
	t.Helper()
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		t.Fatalf("%q", text)
	}
	decoded := make([][]byte, 3)
	for n, part := range parts {
		var err error
		if decoded[n], err = base64.RawURLEncoding.DecodeString(part); err != nil {
			t.Fatal(err)
		}
	}
	keys, err := i.Keys.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n, err := base64.RawURLEncoding.DecodeString(keys[0].Modulus)
	if err != nil || keys[0].Exponent != "AQAB" {
		t.Fatal(keys, err)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err := rsa.VerifyPKCS1v15(&rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537}, crypto.SHA256, sum[:], decoded[2]); err != nil {
		t.Error(err)
	}
	if json.Unmarshal(decoded[0], &header) != nil || json.Unmarshal(decoded[1], &claims) != nil || header["kid"] != keys[0].ID {
		t.Errorf("%s %s", decoded[0], decoded[1])
	}
	return header, claims
}

func (r route) issue(t *testing.T, c world.Call) (wire.AccessToken, map[string]any) {
	t.Helper()
	a := world.Do(t, r.handle(), c)
	if a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	got := world.Into[wire.AccessToken](t, a)
	_, claims := read(t, r.issuer, got.Token)
	return got, claims
}

func TestRefusals(t *testing.T) {
	w, kms, r := setUp(t)
	mary := w.SignIn(t, w.User(t, "mary", nil))
	loggedOut, expired := w.SignIn(t, w.User(t, "anne", nil)), w.SignIn(t, w.User(t, "rose", nil))
	if err := w.Store.EndSession(t.Context(), loggedOut.UserID, loggedOut.TokenHash); err != nil {
		t.Fatal(err)
	}
	disabled := w.SignIn(t, w.User(t, "lucy", nil))
	w.SetUser(t, disabled.UserID, map[string]string{"status": "disabled"})
	expired.CreatedAt, expired.ExpiresAt = w.Now().Add(-25*time.Hour), w.Now()
	if err := w.Store.SaveSession(t.Context(), expired); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"nobody", world.Call{}, 401, "token_missing"},
		{"an unknown audience", with(r.by(mary), `{"audience":"https://evil.example"}`), 422, "invalid_fields"},
		{"no audience", with(r.by(mary), `{"audience":""}`), 422, "invalid_fields"},
		{"two audiences", with(r.by(mary), `{"audience":["api","https://notes.example"]}`), 400, "wrong_type"},
		{"null", with(r.by(mary), `{"audience":null}`), 422, "invalid_fields"},
		{"a claim of the client's choice", with(r.by(mary), `{"role":"admin"}`), 400, "unknown_member"},
		{"no JSON", with(r.by(mary), `grant_type=client_credentials`), 400, "malformed_json"},
		{"R-74: after logout", r.by(loggedOut), 401, "token_invalid"},
		{"R-75: of one who is disabled", r.by(disabled), 401, "token_invalid"},
		{"R-72: expired, still stored", r.by(expired), 401, "token_invalid"},
	} {
		a := world.Do(t, r.handle(), c.call)
		if a.Status != c.status || a.Code(t) != c.code || strings.Contains(a.Body, "eyJ") {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if n := kms.Asked.Load(); n != 0 {
		t.Errorf("KMS was asked %d times", n)
	}
}

// Every claim is there, and says what the session and its user are now.
func TestClaims(t *testing.T) {
	w, _, r := setUp(t)
	u := w.User(t, "mary", nil)
	s := w.SignIn(t, u).With("pwd otp")
	if err := w.Store.SaveSession(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	w.Pass(time.Hour)
	before := w.Now().Unix()
	got, claims := r.issue(t, r.by(s))
	iat, _ := claims["iat"].(float64)
	if got.TokenType != "Bearer" || got.ExpiresIn != 300 || int64(iat) < before || claims["exp"] != iat+300 {
		t.Errorf("%+v %v", got, claims)
	}
	for name, want := range map[string]any{
		"iss": "https://id.latchkey.example", "sub": u.ID.String(), "aud": "api", "sid": s.ID, "role": "user", "scope": "user",
		"auth_time": float64(s.CreatedAt.Unix()),
	} {
		if claims[name] != want {
			t.Errorf("%s is %v, want %v", name, claims[name], want)
		}
	}
	if methods, _ := claims["amr"].([]any); !slices.Equal(methods, []any{"pwd", "otp"}) {
		t.Errorf("amr is %v", claims["amr"])
	}
	if names := slices.Sorted(maps.Keys(claims)); !slices.Equal(names, slices.Sorted(slices.Values(r.issuer.ClaimNames()))) {
		t.Errorf("%v", names)
	}
	header, _ := read(t, r.issuer, got.Token)
	if len(header) != 3 || header["alg"] != "RS256" || header["typ"] != "JWT" {
		t.Errorf("%v", header)
	}
	again, other := r.issue(t, with(r.by(s), `{"audience":"https://notes.example"}`))
	if again.Token == got.Token || other["jti"] == claims["jti"] || other["aud"] != "https://notes.example" {
		t.Errorf("%v", other)
	}
	if strings.Contains(got.Token, s.TokenHash) {
		t.Error("the hash of the session is in the token")
	}
}

// a token has the role of now; and it has an address only where it is wanted and confirmed.
func TestClaimsOfTheUser(t *testing.T) {
	w, _, r := setUp(t)
	r.issuer.Optional = []string{"username", "email"}
	u := w.User(t, "mary", nil)
	s := w.SignIn(t, u)
	for _, c := range []struct{ role, scope string }{{"user", "user"}, {"support", "user support"}, {"admin", "user support admin"}} {
		w.SetUser(t, u.ID, map[string]string{"role": c.role})
		_, claims := r.issue(t, r.by(s))
		if claims["role"] != c.role || claims["scope"] != c.scope || claims["username"] != "mary" || claims["email"] != u.Email {
			t.Errorf("%v", claims)
		}
	}
	rose := w.SignIn(t, w.User(t, "rose", func(u *account.User) { u.EmailConfirmed = false }))
	if _, claims := r.issue(t, r.by(rose)); claims["email"] != nil || claims["username"] != "rose" || claims["amr"] != nil {
		t.Errorf("of an address that nobody confirmed: %v", claims)
	}
}

// a token does not outlive its session, nor one that has become shorter since.
func TestEnds(t *testing.T) {
	w, _, r := setUp(t)
	u, boss := w.User(t, "mary", nil), w.Staff(t, "anne", account.RoleSupport)
	for _, c := range []struct {
		s    session.Session
		left time.Duration // of the session
		want int
	}{{w.SignIn(t, u), time.Hour, 300}, {w.SignIn(t, boss), time.Hour, 300}, {w.SignIn(t, u), 2 * time.Minute, 120}} {
		c.s.CreatedAt = w.Now().Add(c.left).Add(-24 * time.Hour)
		if c.s.UserID == boss.ID {
			c.s.CreatedAt = w.Now().Add(c.left).Add(-8 * time.Hour)
		}
		c.s.ExpiresAt = w.Now().Add(c.left)
		if err := w.Store.SaveSession(t.Context(), c.s); err != nil {
			t.Fatal(err)
		}
		got, claims := r.issue(t, r.by(c.s))
		if lasts := claims["exp"].(float64) - claims["iat"].(float64); got.ExpiresIn > c.want || got.ExpiresIn < c.want-30 || int(lasts) != got.ExpiresIn {
			t.Errorf("%d s of a session of %v", got.ExpiresIn, c.left)
		}
	}
	promoted := w.SignIn(t, u)
	w.SetUser(t, u.ID, map[string]string{"role": "support"})
	w.Pass(8*time.Hour - time.Minute)
	if got, _ := r.issue(t, r.by(promoted)); got.ExpiresIn > 60 {
		t.Errorf("%d s of a session of staff that ends in a minute", got.ExpiresIn)
	}
}

// Ten in five minutes, by session: another session of the same user has its own.
func TestLimit(t *testing.T) {
	w, kms, r := setUp(t)
	u := w.User(t, "mary", nil)
	s, other := w.SignIn(t, u), w.SignIn(t, u)
	for range 10 {
		r.issue(t, r.by(s))
	}
	asked := kms.Asked.Load()
	a := world.Do(t, r.handle(), r.by(s))
	if a.Status != 429 || a.Code(t) != "too_many_requests" || a.Headers["retry-after"] == "" || kms.Asked.Load() != asked {
		t.Errorf("%d %s %v", a.Status, a.Body, a.Headers)
	}
	r.issue(t, r.by(other))
	w.Pass(5 * time.Minute)
	r.issue(t, r.by(s))
}

// A KMS that hangs or refuses is not the client's fault: 503, soon to be tried again, and not counted.
func TestWithoutKMS(t *testing.T) {
	w, kms, r := setUp(t)
	s := w.SignIn(t, w.User(t, "mary", nil))
	for _, fault := range []testdb.Fault{testdb.TimedOut, testdb.Failed, testdb.Throttled} {
		for _, warm := range []bool{false, true} { // whether it knows the key
			if warm {
				r.issue(t, r.by(s))
			}
			kms.Break(fault)
			for range 11 {
				a := world.Do(t, r.handle(), r.by(s))
				if a.Status != 503 || a.Code(t) != "signing_unavailable" || a.Headers["retry-after"] != "1" {
					t.Fatalf("%s: %d %s %v", fault, a.Status, a.Body, a.Headers)
				}
			}
			kms.Break(testdb.None)
		}
	}
	r.issue(t, r.by(s))
}

// One round trip to DynamoDB, and one signature.
func TestBudget(t *testing.T) {
	w, kms, r := setUp(t)
	s := w.SignIn(t, w.User(t, "mary", nil))
	r.issue(t, r.by(s))
	asked := kms.Asked.Load()
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Do(t, r.handle(), r.by(s)) })
	if a.Status != 200 || calls.Rounds() != 1 || calls.Writes() > 1 || calls.Reads() > 2 || kms.Asked.Load() != asked+1 {
		t.Errorf("%d, %v, %.1f read and %.1f write units, %d calls to KMS", a.Status, calls.Operations(), calls.Reads(), calls.Writes(), kms.Asked.Load()-asked)
	}
}
