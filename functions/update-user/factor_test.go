package main

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

const longAgo = -1000 * time.Hour

// armed is a user with an authenticator, recovery codes, texts and mails.
func armed(t *testing.T, w *world.World, name string, role account.Role) world.Enrolled {
	t.Helper()
	u := w.User(t, name, func(u *account.User) {
		u.Role, u.PhoneNumber, u.PhoneConfirmed = role, w.Number(), true
		u.Factors = account.Held(account.FactorSMS, account.FactorEmail)
	})
	return w.Authenticator(t, u, w.Now().Add(longAgo))
}

// with repeats a change with a code.
func with(t *testing.T, w *world.World, h world.Handler, u account.User, body, challenge, code string) world.Answer {
	t.Helper()
	return patch(t, w, h, u, u, body, "Challenge-Id", challenge, "Challenge-Code", code)
}

// challenged asks for a change and gives the challenge.
func challenged(t *testing.T, a world.Answer) wire.Challenge {
	t.Helper()
	got := world.Into[wire.Challenged](t, a)
	if a.Status != 202 || got.Result != "challenge" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	return got.Challenge
}

// Whatever a change does to the factors is proven by the strongest, without a message, and within four
// round trips where one code is taken.
func TestTheStrongestProvesAChange(t *testing.T) {
	for name, c := range map[string]struct {
		body, purpose string
		left          account.FactorTypes
		codes         bool // whether recovery codes are left
	}{
		"off":           {`{"2fa":false}`, "remove_2fa", nil, false},
		"the number":    {`{"phone_number":null}`, "change_contact", account.FactorTypes{account.TOTP, account.FactorEmail}, true},
		"off, and that": {`{"2fa":false,"phone_number":null}`, "remove_2fa", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			w, h := setUp(t)
			e := armed(t, w, "mary", account.RoleUser)
			got := challenged(t, patch(t, w, h, e.User, e.User, c.body))
			if got.Purpose != c.purpose || !slices.Equal(got.Methods, account.FactorTypes{account.TOTP}) || w.Outbox.Delivered() != 0 {
				t.Fatalf("%+v, %d messages", got, w.Outbox.Delivered())
			}
			var a world.Answer
			session := w.SignIn(t, e.User)
			call := world.Call{Method: "PATCH", Body: c.body, Path: map[string]string{"id": "me"}, Caller: &api.Caller{UserID: e.ID, Role: e.Role, SignedInAt: w.Now(), Session: session.TokenHash}}
			call.Headers = map[string]string{"challenge-id": got.ID, "challenge-code": e.Code(t, w.Now())}
			calls := w.Edge.During(func() { a = world.Do(t, h, call) })
			now := read(t, w, e.User)
			if a.Status != 200 || !slices.Equal(now.Factors.Types(), c.left) || calls.Rounds() > 4 {
				t.Fatalf("%d %s, %v, %d rounds: %v", a.Status, a.Body, now.Factors, calls.Rounds(), calls.Operations())
			}
			set, err := w.Store.Factors(t.Context(), e.ID)
			if err != nil || set.Recovery.Any() != c.codes || (len(set.Factors) == 1) != c.codes {
				t.Errorf("%+v, %v", set, err)
			}
			if texts, mails := w.Outbox.Messages(e.PhoneNumber), w.Outbox.Messages(e.Email); len(texts) != 1 || len(mails) < 1 {
				t.Errorf("told by %d texts and %d mails", len(texts), len(mails))
			}
		})
	}
}

// A recovery code proves an act on factors, once. It is told and recorded.
func TestARecoveryCodeProvesAChange(t *testing.T) {
	w, h := setUp(t)
	e := armed(t, w, "mary", account.RoleUser)
	const body = `{"phone_number":null}`
	got := challenged(t, patch(t, w, h, e.User, e.User, body))
	if a := with(t, w, h, e.User, body, got.ID, e.Recovery[0]); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	set, err := w.Store.Factors(t.Context(), e.ID)
	if err != nil || len(set.Recovery.Hashes) != 9 || len(w.Recorded(t, e.ID, "recovery_code_used")) != 1 {
		t.Errorf("%+v, %v, %v", set.Recovery, err, w.Acts(t, e.User))
	}
	told := []string{}
	for _, m := range w.Outbox.Messages(e.Email) {
		told = append(told, m.Subject)
	}
	if !slices.Contains(told, "A recovery code was used at Latchkey") {
		t.Errorf("%v", told)
	}
	// With the last of the factors go the codes, the one that proves it among them.
	rose := armed(t, w, "rose", account.RoleUser)
	got = challenged(t, patch(t, w, h, rose.User, rose.User, `{"2fa":false}`))
	if a := with(t, w, h, rose.User, `{"2fa":false}`, got.ID, rose.Recovery[0]); a.Status != 200 || read(t, w, rose.User).TwoFactor() != "" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if set, err := w.Store.Factors(t.Context(), rose.ID); err != nil || set.Recovery.Any() || len(set.Factors) != 0 {
		t.Errorf("%+v, %v", set, err)
	}
}

// A factor from before there were several is proven and removed as any other, with nothing migrated.
func TestAFactorFromBefore(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", withPhone)
	w.Set(t, w.Tables.Users, map[string]types.AttributeValue{"id": &types.AttributeValueMemberN{Value: u.ID.String()}}, map[string]types.AttributeValue{
		"2fa": &types.AttributeValueMemberBOOL{Value: true}, "2fa_method": &types.AttributeValueMemberS{Value: "sms"},
	})
	// Another beside it is proven by it, and leaves it there.
	if a := proven(t, w, h, read(t, w, u), `{"2fa":true,"2fa_method":"email"}`, u.PhoneNumber); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if now := read(t, w, u); !slices.Equal(now.Factors.Types(), account.FactorTypes{account.FactorSMS, account.FactorEmail}) {
		t.Errorf("%v", now.Factors.Types())
	}
	if a := proven(t, w, h, read(t, w, u), `{"2fa":false}`, u.PhoneNumber); a.Status != 200 || read(t, w, u).TwoFactor() != "" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// Staff keep a factor that is strong enough. An admin who moves another's address takes none of their
// factors away with it.
func TestFactorsOfStaffAndOfOthers(t *testing.T) {
	w, h := setUp(t)
	boss := w.User(t, "boss", func(u *account.User) {
		u.Role, u.PhoneNumber, u.PhoneConfirmed, u.Factors = account.RoleAdmin, w.Number(), true, account.Held(account.FactorSMS)
	})
	mary := armed(t, w, "mary", account.RoleUser)
	for _, c := range []struct {
		name   string
		of     account.User
		body   string
		status int
		code   string
	}{
		{"the number of staff that have no other factor", boss, `{"phone_number":null}`, 409, "2fa_required"},
		{"the address with the end of factors", mary.User, `{"email":"new@latchkey.example","2fa":false}`, 422, "one_change_at_a_time"},
		{"the address with another factor", w.User(t, "anne", func(u *account.User) {
			u.PhoneNumber, u.PhoneConfirmed, u.Factors = w.Number(), true, account.Held(account.FactorEmail)
		}), `{"email":"new@latchkey.example","2fa_method":"sms"}`, 422, "one_change_at_a_time"},
	} {
		if a := patch(t, w, h, boss, c.of, c.body); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if got := challenged(t, patch(t, w, h, boss, mary.User, `{"email":"new@latchkey.example"}`)); got.Purpose != "change_email" {
		t.Errorf("the address of another: %+v", got)
	}
	for body, purpose := range map[string]string{
		`{"email":"new@latchkey.example","phone_number":null}`: "change_contact", `{"2fa":false}`: "remove_2fa", `{"phone_number":null}`: "change_contact",
	} {
		if got := challenged(t, patch(t, w, h, boss, mary.User, body)); got.Purpose != purpose || got.Method != account.TOTP {
			t.Errorf("%s of another takes %+v", body, got)
		}
	}
	strict := handler{users: w.Store, limits: w.Store, issuer: w.Issuer, redeemer: w.Redeemer, notifier: w.Notifier, staff: account.StaffTOTP, now: w.Now}
	lucy := armed(t, w, "lucy", account.RoleSupport)
	if a := patch(t, w, api.Handle(api.Users, w.Now, strict.serve), lucy.User, lucy.User, `{"2fa":false}`); a.Status != 409 || a.Code(t) != "2fa_required" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
