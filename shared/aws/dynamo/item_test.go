package dynamo_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/session"
)

// Whatever is written is read back the same.
func TestItemsKeepEverything(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	u.PhoneNumber, u.PhoneConfirmed, u.EmailConfirmed = "+447700900123", true, true
	u.Factors, u.TwoFactorWanted, u.Role, u.Status = account.Held(account.FactorSMS), account.Email, account.RoleSupport, account.Disabled
	u.SessionEpoch, u.Version = 3, 9
	u.EmailOTP = account.EmailOTP{Hash: otp, RequiredAfter: now.Add(time.Hour), LastSentAt: now, LastSentTo: u.Email}
	u.LastLogin = now.Add(-time.Hour)
	p := code(u)
	p.Epoch = 3
	s := session.Session{UserID: u.ID, TokenHash: "h", Epoch: 3, CreatedAt: now, ExpiresAt: now.Add(time.Hour), Address: "203.0.113.7", UserAgent: "x", Methods: "pwd otp"}
	if err := errors.Join(db.Store.Register(t.Context(), u, &p), db.Store.SaveSession(t.Context(), s)); err != nil {
		t.Fatal(err)
	}
	gotSession, gotUser, err := db.Store.Session(t.Context(), u.ID, "h")
	if err != nil || gotUser != u || gotSession != s {
		t.Errorf("got  %+v\n     %+v, %v\nwant %+v\n     %+v", gotUser, gotSession, err, u, s)
	}
	if got, err := db.Store.Passcode(t.Context(), p.ID); err != nil || !reflect.DeepEqual(got, p) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, p)
	}
	for _, find := range []func(context.Context) (account.ID, error){
		func(ctx context.Context) (account.ID, error) { return db.Store.UsernameOwner(ctx, "mary") },
		func(ctx context.Context) (account.ID, error) { return db.Store.EmailOwner(ctx, "mary@x.example") },
	} {
		if id, err := find(t.Context()); err != nil || id != u.ID {
			t.Errorf("owner %v, %v", id, err)
		}
	}
}
