package main

import (
	"crypto/rand"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

func setUp(t *testing.T) (*world.World, handler) {
	t.Helper()
	w := world.New(t)
	return w, handler{api.Authorizer{Sessions: w.Verifier(world.Lifetimes), Now: w.Now}}
}

func signIn(t *testing.T, w *world.World, u account.User) token.Token {
	t.Helper()
	tok, err := token.New(token.Session, rand.Reader, int64(u.ID))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Store.SaveSession(t.Context(), world.Lifetimes.Begin(tok, u, "203.0.113.7", "test", w.Now())); err != nil {
		t.Fatal(err)
	}
	return tok
}

// ask calls the authorizer and gives what it passes on, and the calls that it made.
func ask(t *testing.T, w *world.World, h handler, headers map[string]string) (map[string]any, testdb.Calls) {
	t.Helper()
	var out events.APIGatewayV2CustomAuthorizerSimpleResponse
	calls := w.Edge.During(func() {
		var err error
		if out, err = h.serve(t.Context(), events.APIGatewayV2CustomAuthorizerV2Request{Headers: headers}); err != nil {
			t.Fatal(err)
		}
	})
	if !out.IsAuthorized {
		t.Error("the gateway would refuse in its own words")
	}
	return out.Context, calls
}

func bearer(s string) map[string]string { return map[string]string{"authorization": "Bearer " + s} }

// what is no token costs no read.
func TestMalformedTokens(t *testing.T) {
	w, h := setUp(t)
	good := signIn(t, w, w.User(t, "mary", nil)).Reveal()
	jwt := "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl"
	for name, c := range map[string]struct {
		headers map[string]string
		refused string
	}{
		"none":                    {nil, "token_missing"},
		"a cookie":                {map[string]string{"cookie": "token=" + good}, "token_missing"},
		"basic":                   {map[string]string{"authorization": "Basic " + good}, "unsupported_authorization"},
		"no scheme":               {map[string]string{"authorization": good}, "unsupported_authorization"},
		"a signature":             {map[string]string{"authorization": "AWS4-HMAC-SHA256 Credential=x"}, "unsupported_authorization"},
		"a scheme alone":          {map[string]string{"authorization": "Bearer "}, "token_missing"},
		"Bearerx":                 {map[string]string{"authorization": "Bearerx " + good}, "unsupported_authorization"},
		"bad beside basic":        {map[string]string{"authorization": "Basic bWFyeTp4", "private-token": good[1:]}, "token_invalid"},
		"two headers, joined":     {bearer(good + ",Bearer " + good), "token_invalid"},
		"both headers":            {map[string]string{"authorization": "Bearer " + good, "private-token": good}, "two_tokens"},
		"bearer in the other":     {map[string]string{"private-token": "Bearer " + good}, "token_invalid"},
		"an access token":         {bearer(jwt), "access_token_not_accepted"},
		"one in the other":        {map[string]string{"private-token": jwt}, "access_token_not_accepted"},
		"one without signature":   {bearer(jwt[:strings.LastIndex(jwt, ".")+1]), "access_token_not_accepted"},
		"two of its parts":        {bearer(jwt[:strings.LastIndex(jwt, ".")]), "token_invalid"},
		"beside a session's":      {map[string]string{"authorization": "Bearer " + jwt, "private-token": good}, "two_tokens"},
		"cut":                     {bearer(good[:len(good)-1]), "token_invalid"},
		"in capitals":             {bearer(strings.ToUpper(good)), "token_invalid"},
		"nine kilobytes":          {bearer(strings.Repeat("a", 9<<10)), "token_invalid"},
		"the hash that is stored": {bearer("lks_" + strings.Repeat("ab", 30)), "token_invalid"},
	} {
		got, calls := ask(t, w, h, c.headers)
		if got["refused"] != c.refused || got["user_id"] != nil || len(calls) != 0 {
			t.Errorf("%s: %v after %d calls", name, got, len(calls))
		}
	}
}

// a session is valid as long as it, its user and the time allow.
func TestVoidSessions(t *testing.T) {
	for name, end := range map[string]func(*testing.T, *world.World, account.User, token.Token){
		"never begun": func(t *testing.T, w *world.World, u account.User, tok token.Token) {
			if err := w.Store.EndSession(t.Context(), u.ID, tok.Hash()); err != nil {
				t.Fatal(err)
			}
		},
		"expired, still stored": func(_ *testing.T, w *world.World, _ account.User, _ token.Token) { w.Pass(24 * time.Hour) },
		"the user is disabled": func(t *testing.T, w *world.World, u account.User, _ token.Token) {
			w.SetUser(t, u.ID, map[string]string{"status": "disabled"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, h := setUp(t)
			u := w.User(t, "mary", nil)
			tok := signIn(t, w, u)
			end(t, w, u, tok)
			if got, _ := ask(t, w, h, bearer(tok.Reveal())); got["refused"] != "token_invalid" || got["user_id"] != nil {
				t.Errorf("%v", got)
			}
		})
	}
}

// A change that ends all sessions but one, such as of the password, may come between the reads of the session
// and of its user. The session that was kept is valid all the same; one that was not kept is void.
func TestSessionThatIsKept(t *testing.T) {
	for name, refused := range map[string]any{"kept": nil, "ended": "token_invalid"} {
		t.Run(name, func(t *testing.T) {
			w, h := setUp(t)
			u := w.User(t, "mary", nil)
			tok := signIn(t, w, u)
			next := &types.AttributeValueMemberN{Value: strconv.FormatInt(u.SessionEpoch+1, 10)}
			w.Set(t, w.Tables.Users, attributes{"id": id(u)}, attributes{"session_epoch": next})
			w.Edge.Break(func(n int, _ string) testdb.Fault {
				if n == 2 && refused == nil { // DynamoDB has both halves of the change before the second read
					w.Set(t, w.Tables.Sessions, attributes{"user_id": id(u), "token_hash": &types.AttributeValueMemberS{Value: tok.Hash()}}, attributes{"session_epoch": next})
				}
				return ""
			})
			if got, calls := ask(t, w, h, bearer(tok.Reveal())); got["refused"] != refused || len(calls) != 2 {
				t.Errorf("%v after %d calls", got, len(calls))
			}
		})
	}
}

type attributes = map[string]types.AttributeValue

func id(u account.User) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: u.ID.String()}
}

// the role is that of the user now, not that of the sign-in.
func TestTheRoleIsOfNow(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", func(u *account.User) { u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail) })
	tok := signIn(t, w, u)
	for _, role := range []string{"admin", "user", "support"} {
		w.SetUser(t, u.ID, map[string]string{"role": role})
		if got, _ := ask(t, w, h, bearer(tok.Reveal())); got["role"] != role {
			t.Errorf("%s: %v", role, got)
		}
	}
}

// what cannot be verified is not let in.
func TestUnreadableTablesKeepTheDoorShut(t *testing.T) {
	w, h := setUp(t)
	tok := signIn(t, w, w.User(t, "mary", nil))
	w.Edge.Refuse(func(string) bool { return true })
	if got, _ := ask(t, w, h, bearer(tok.Reveal())); got["refused"] != "temporarily_unavailable" || got["user_id"] != nil {
		t.Errorf("%v", got)
	}
}

// The budget: one round trip, 2 read units, nothing written.
func TestKnownCaller(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", func(u *account.User) { u.Role, u.Factors = account.RoleSupport, account.Held(account.FactorEmail) })
	tok := signIn(t, w, u)
	stored, err := w.Store.Sessions(t.Context(), u.ID)
	if err != nil || len(stored) != 1 {
		t.Fatal(stored, err)
	}
	for name, headers := range map[string]map[string]string{
		"bearer":                   bearer(tok.Reveal()),
		"the scheme in other case": {"authorization": "bearer " + tok.Reveal()},
		"two spaces":               bearer(" " + tok.Reveal()),
		"a trailing space":         bearer(tok.Reveal() + " "),
		"private token":            {"private-token": tok.Reveal()},
		"beside a password":        {"private-token": tok.Reveal(), "authorization": "Basic bWFyeTp4"},
		"beside a signature":       {"private-token": tok.Reveal(), "authorization": "AWS4-HMAC-SHA256 Credential=x"},
		"beside nothing":           {"private-token": tok.Reveal(), "authorization": ""},
		"beside a scheme alone":    {"private-token": tok.Reveal(), "authorization": "Bearer"},
	} {
		got, calls := ask(t, w, h, headers)
		if got["user_id"] != u.ID.String() || got["role"] != "support" || got["session"] != tok.Hash() ||
			got["session_id"] != stored[0].ID || got["refused"] != nil {
			t.Errorf("%s: %v", name, got)
		}
		if len(calls) != 1 || calls.Reads() > 2 || calls.Reads() == 0 || calls.Writes() != 0 {
			t.Errorf("%s: %d calls, %.1f read and %.1f write units", name, len(calls), calls.Reads(), calls.Writes())
		}
	}
}
