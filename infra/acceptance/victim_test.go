package acceptance

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/token"
	"latchkey/shared/domain/webauthn"
	"latchkey/shared/edge/wire"
)

// recoveryCode is stolen like a factor.
const recoveryCode = "recovery"

// victim is a user whose session a thief has, with whatever else they have of the user.
type victim struct {
	service
	store    *dynamo.Store
	key      factor.Key
	user     account.User
	token    string
	secrets  map[string]string // of authenticators, by id
	codes    []string          // recovery codes
	passkeys map[string]*world.SecurityKey
}

// targets makes victims on a service.
func targets(t *testing.T, parameters ...string) func(t *testing.T, held []string, since time.Time) *victim {
	t.Helper()
	s := startNew(t, append(parameters, "PasskeyDomain="+world.Site.Domain, "PasskeyOrigins="+world.Site.Origins[0])...)
	env, err := s.Environment()
	if err != nil {
		t.Fatal(err)
	}
	store := dynamo.New(env["AWS_ENDPOINT_URL_DYNAMODB"], "us-east-1", dynamodb.Credentials, http.DefaultClient, dynamo.Tables{
		Users: env["USERS_TABLE"], Claims: env["CLAIMS_TABLE"], Sessions: env["SESSIONS_TABLE"], AuditEvents: env["AUDIT_EVENTS_TABLE"],
		Factors: env["FACTORS_TABLE"], Profiles: env["PROFILES_TABLE"],
	})
	key, err := factor.NewKey(s.Secret("SubjectKey"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	return func(t *testing.T, held []string, since time.Time) *victim {
		t.Helper()
		n++
		v := &victim{service: s, store: store, key: key, secrets: map[string]string{}, passkeys: map[string]*world.SecurityKey{}}
		v.make(t, n, held, since)
		return v
	}
}

// make stores a user with an address and a number, who has factors since a time, and a session of theirs.
func (v *victim) make(t *testing.T, n int, held []string, since time.Time) {
	t.Helper()
	id, err := account.NewID(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("victim%d", n)
	u := account.NewDraft(name, name+"@latchkey.example", "", "").User(id, "none", since).Confirm(since)
	u.PhoneNumber, u.PhoneConfirmed = fmt.Sprintf("+4477009%05d", n), true
	for _, f := range held {
		if account.FactorType(f).Channel() != "" {
			u.Factors = u.Factors.With(account.FactorType(f), since)
		}
	}
	if err := v.store.Register(t.Context(), u, nil); err != nil {
		t.Fatal(err)
	}
	v.user = u
	for _, f := range held {
		if account.FactorType(f).Channel() == "" {
			v.enrol(t, account.FactorType(f), since)
		}
	}
	v.sign(t)
}

// sign begins a session of the user, which the thief has.
func (v *victim) sign(t *testing.T) {
	t.Helper()
	tok, err := token.New(token.Session, rand.Reader, int64(v.user.ID))
	if err != nil {
		t.Fatal(err)
	}
	s := session.Lifetimes{User: 24 * time.Hour, Staff: 8 * time.Hour}.Begin(tok, v.user, "203.0.113.7", "test", time.Now().UTC().Truncate(time.Second))
	if err := v.store.SaveSession(t.Context(), s.With(session.ByPassword)); err != nil {
		t.Fatal(err)
	}
	v.token = tok.Reveal()
}

// enrol gives the user a factor since a time, and recovery codes with the first one.
func (v *victim) enrol(t *testing.T, kind account.FactorType, since time.Time) {
	t.Helper()
	f := factor.Enrolment{Type: kind, Name: "old"}.Begin(v.user, "a session", since)
	if kind == account.Passkey {
		v.makePasskey(t, &f)
	} else {
		secret, err := factor.DrawSecret(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		v.secrets[f.ID] = factor.Readable(secret)
		if f.Secret, err = v.key.Encrypt(f.UserID, f.ID, secret); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.store.SavePending(t.Context(), v.user, f, nil); err != nil {
		t.Fatal(err)
	}
	v.user.Version++
	change := dynamo.Update{From: v.user, To: v.user.Enrolled(v.user.Factors.With(kind, since), since), Enrol: []factor.Factor{f.Confirm(factor.Use{}, since)}}
	if v.codes == nil {
		shown, stored, err := factor.DrawRecoveryCodes(rand.Reader, since)
		if err != nil {
			t.Fatal(err)
		}
		v.codes, change.RecoveryCodes = shown, &stored
	}
	if err := v.store.UpdateUser(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	v.read(t)
}

func (v *victim) makePasskey(t *testing.T, f *factor.Factor) {
	t.Helper()
	k := world.NewSecurityKey()
	made, challenge, err := world.Site.Begin(rand.Reader, factor.Set{})
	if err != nil {
		t.Fatal(err)
	}
	f.Passkey, f.Pending.Challenge = made, challenge
	options, err := jsonv2.Marshal(wire.CreationOptionsOf(world.Site.Create(*f, v.user, factor.Set{})))
	if err != nil {
		t.Fatal(err)
	}
	read, err := webauthn.ReadCreation([]byte(k.Create(t, options)))
	if err != nil {
		t.Fatal(err)
	}
	if f.Passkey, err = read.Verify(world.Site, passkey.ChallengeOf(challenge), f.Passkey); err != nil {
		t.Fatal(err)
	}
	v.passkeys[f.ID] = k
}

func (v *victim) read(t *testing.T) {
	t.Helper()
	var err error
	if v.user, err = v.store.User(t.Context(), v.user.ID); err != nil {
		t.Fatal(err)
	}
}
