package main

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

const longAgo = -1000 * time.Hour

func texted(u *account.User) {
	u.PhoneNumber, u.PhoneConfirmed = "+447700900123", true
	u.Factors = account.Held(account.FactorSMS, account.FactorEmail)
}

// asked signs in with the right password and gives the challenge, with what it cost.
func asked(t *testing.T, h world.Handler, name string) wire.Challenge {
	t.Helper()
	a := world.Post(t, h, credentials(name, world.Password))
	if a.Status != 202 {
		t.Fatalf("%s: %d %s", name, a.Status, a.Body)
	}
	return world.Into[wire.Challenged](t, a).Challenge
}

// The strongest method is open, and the others are offered. Where it is an authenticator or a passkey,
// nothing is sent and no message is counted.
func TestTheStrongestMethodIsOpen(t *testing.T) {
	w, h := setUp(t)
	mary := w.Authenticator(t, w.User(t, "mary", texted), w.Now().Add(longAgo))
	w.User(t, "anne", func(u *account.User) { texted(u); u.PhoneNumber = w.Number() })
	for _, c := range []struct {
		name    string
		methods account.FactorTypes
		sent    int
	}{
		{"mary", account.FactorTypes{account.TOTP, account.FactorSMS, account.FactorEmail}, 0},
		{"anne", account.FactorTypes{account.FactorSMS, account.FactorEmail}, 1},
	} {
		sent := w.Outbox.Delivered()
		var got wire.Challenge
		calls := w.Edge.During(func() { got = asked(t, h, c.name) })
		if got.Method != c.methods.First() || !slices.Equal(got.Methods, c.methods) || w.Outbox.Delivered()-sent != c.sent || calls.Rounds() > 4 {
			t.Errorf("%s: %+v, %d messages, %d rounds", c.name, got, w.Outbox.Delivered()-sent, calls.Rounds())
		}
		if null := got.Channel == "" && got.SentTo == "" && got.ResendAfter == nil; null != (c.sent == 0) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	sends := throttle.SendUser.Charge(w.Issuer.Throttles.User(mary.ID), w.Now())
	sends.Limit.Max = 1
	if err := w.Store.Room(t.Context(), sends); err != nil {
		t.Errorf("a message was counted: %v", err)
	}
	if now, err := w.Store.User(t.Context(), mary.ID); err != nil || now.EmailOTP != (account.EmailOTP{}) {
		t.Errorf("%+v, %v", now.EmailOTP, err)
	}
}

// What was stored before there were several factors is a factor as it stands, with nothing migrated.
func TestFactorsFromBefore(t *testing.T) {
	w, h := setUp(t)
	for method, channel := range map[string]account.FactorType{"email": account.FactorEmail, "sms": account.FactorSMS} {
		u := w.User(t, "mary"+method, func(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = w.Number(), true })
		w.Set(t, w.Tables.Users, map[string]types.AttributeValue{"id": &types.AttributeValueMemberN{Value: u.ID.String()}}, map[string]types.AttributeValue{
			"2fa": &types.AttributeValueMemberBOOL{Value: true}, "2fa_method": &types.AttributeValueMemberS{Value: method},
		})
		if got := asked(t, h, u.Username); got.Method != channel || !slices.Equal(got.Methods, account.FactorTypes{channel}) {
			t.Errorf("%s: %+v", method, got)
		}
		now, err := w.Store.User(t.Context(), u.ID)
		if err != nil || now.TwoFactor() != channel || !now.Factors.Has(channel) {
			t.Errorf("%s: %+v, %v", method, now.Factors, err)
		}
		// Another factor beside it keeps it.
		if e := w.Authenticator(t, now, w.Now()); !slices.Equal(e.Factors.Types(), account.FactorTypes{account.TOTP, channel}) {
			t.Errorf("%s: %v", method, e.Factors.Types())
		}
	}
}

// Codes that a rollout has mailed are for users without a factor of their own.
func TestARolloutIsForUsersWithoutAFactor(t *testing.T) {
	w, h := setUp(t)
	w.SetFlag(t, mailed)
	due := func(u *account.User) {
		u.EmailOTP.RequiredAfter, u.LastLogin = w.Now().Add(longAgo), w.Now().Add(longAgo)
	}
	w.User(t, "anne", due)
	w.Authenticator(t, w.User(t, "mary", due), w.Now().Add(longAgo))
	if got := asked(t, h, "anne"); got.Method != account.FactorEmail {
		t.Errorf("without a factor: %+v", got)
	}
	if got := asked(t, h, "mary"); got.Method != account.TOTP || !slices.Equal(got.Methods, account.FactorTypes{account.TOTP}) {
		t.Errorf("with an authenticator: %+v", got)
	}
}

// Staff who have a factor that is strong enough are offered no weaker one. Those who have none sign in with
// what they have. Users are free.
func TestStaffSignInByNothingWeaker(t *testing.T) {
	w, plain := setUp(t)
	strict := of(w)
	strict.staff = account.StaffTOTP
	h := api.Handle(api.Anyone, w.Now, strict.serve)
	w.Authenticator(t, w.Staff(t, "boss", account.RoleAdmin), w.Now().Add(longAgo))
	w.Staff(t, "lucy", account.RoleSupport)
	w.Authenticator(t, w.User(t, "mary", texted), w.Now().Add(longAgo))
	for name, want := range map[string]account.FactorTypes{
		"boss": {account.TOTP}, "lucy": {account.FactorEmail}, "mary": {account.TOTP, account.FactorSMS, account.FactorEmail},
	} {
		if got := asked(t, h, name); !slices.Equal(got.Methods, want) || got.Method != want.First() {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := asked(t, plain, "boss"); !slices.Equal(got.Methods, account.FactorTypes{account.TOTP, account.FactorEmail}) {
		t.Errorf("where any is enough: %+v", got)
	}
}

// What a sign-in with an authenticator costs until its code is asked for: a challenge, and no message.
func TestCostOfAnAuthenticator(t *testing.T) {
	w, h := setUp(t)
	w.Authenticator(t, w.User(t, "mary", nil), w.Now().Add(longAgo))
	w.User(t, "anne", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	cost := map[string][2]float64{}
	for _, name := range []string{"mary", "anne"} {
		calls := w.Edge.During(func() { asked(t, h, name) })
		cost[name] = [2]float64{calls.Reads(), calls.Writes()}
		if calls.Rounds() > 4 {
			t.Errorf("%s: %d rounds: %v", name, calls.Rounds(), calls.Operations())
		}
	}
	if mary, anne := cost["mary"], cost["anne"]; mary[0] > anne[0] || mary[1] > 6 || anne[1] > 9 { // docs/cost.md adds them up
		t.Errorf("read and write units: %v", cost)
	}
}
