package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/token"
)

// guest is a user whom an admin made and invited.
func guest(t *testing.T, w *world.World, name string, change func(*account.User)) (account.User, token.Token) {
	t.Helper()
	var tok token.Token
	u := w.User(t, name, func(u *account.User) {
		tok = drawn(t, token.Invitation, u.ID)
		u.PasswordHash, u.CreatedBy, u.EmailConfirmed, u.TwoFactorWanted = "", 7, false, account.Email
		*u = u.Invite(tok, w.Now())
		if change != nil {
			change(u)
		}
	})
	return u, tok
}

// Who accepts an invitation has a password, and has proven the address. What waited for that takes
// effect, and the link works once.
func TestInvitationIsAccepted(t *testing.T) {
	w, h := setUp(t)
	u, tok := guest(t, w, "mary", nil)
	if a := world.Post(t, h, reset(tok.Reveal(), "short")); a.Status != 422 {
		t.Errorf("R-01: %d %s", a.Status, a.Body)
	}
	if a := world.Post(t, h, reset(tok.Reveal(), next)); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil || !now.EmailConfirmed || now.ConfirmedBy != account.ByUser || now.TwoFactor() != account.FactorEmail || now.Invitation != (account.Invitation{}) {
		t.Errorf("%+v, %v", now, err)
	}
	if right, _, err := w.Hasher.Verify(now.PasswordHash, next); !right || err != nil {
		t.Error("the password is not set", err)
	}
	if owner, err := w.Store.Ownership(t.Context(), account.Email, u.Email); err != nil || owner.Prover != u.ID {
		t.Errorf("%+v, %v", owner, err)
	}
	if a := world.Post(t, h, reset(tok.Reveal(), "another long password here")); a.Code(t) != "reset_closed" {
		t.Errorf("a second time: %d %s", a.Status, a.Body)
	}
	if n := len(w.Recorded(t, u.ID, audit.Accepted)); n != 1 || w.Outbox.Delivered() != 0 {
		t.Errorf("%d records, %d messages", n, w.Outbox.Delivered())
	}
}

// of invitations, only the newest is valid, for its time and its user.
func TestInvitationsThatAreClosed(t *testing.T) {
	w, h := setUp(t)
	for name, c := range map[string]func(u *account.User){
		"replaced":            func(u *account.User) { u.Invitation.Hash = drawn(t, token.Invitation, u.ID).Hash() },
		"expired":             func(u *account.User) { u.Invitation.Expires = w.Now() },
		"disabled":            func(u *account.User) { u.Status = account.Disabled },
		"withpassword":        func(u *account.User) { u.PasswordHash = "chosen otherwise" },
		"registered":          func(u *account.User) { u.CreatedBy = 0 },
		"signedouteverywhere": func(u *account.User) { *u = u.SignOutEverywhere() },
	} {
		u, tok := guest(t, w, name, c)
		if a := world.Post(t, h, reset(tok.Reveal(), next)); a.Status != 410 || a.Code(t) != "reset_closed" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
		if now, err := w.Store.User(t.Context(), u.ID); err != nil || now != u {
			t.Errorf("%s: %+v, %v", name, now, err)
		}
	}
	u, tok := guest(t, w, "mary", nil)
	asReset := drawn(t, token.Reset, u.ID)
	w.SetUser(t, u.ID, map[string]string{"invitation_hash": asReset.Hash()})
	for _, wrong := range []token.Token{tok, asReset} {
		if a := world.Post(t, h, reset(wrong.Reveal(), next)); a.Code(t) != "reset_closed" {
			t.Errorf("of the other kind: %d %s", a.Status, a.Body)
		}
	}
}

// Of two who were invited to one address, or of a user who confirmed it meanwhile, the first has it.
func TestInvitationToAnAddressThatIsTaken(t *testing.T) {
	w, h := setUp(t)
	u, tok := guest(t, w, "mary", nil)
	other, others := guest(t, w, "anne", func(u *account.User) { u.Email = "mary@latchkey.example" })
	if a := world.Post(t, h, reset(others.Reveal(), next)); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	a := world.Post(t, h, reset(tok.Reveal(), next))
	now, err := w.Store.User(t.Context(), u.ID)
	if a.Status != 409 || a.Code(t) != "email_taken" || err != nil || now != u {
		t.Errorf("%d %s, %+v, %v", a.Status, a.Body, now, err)
	}
	if owner, err := w.Store.Ownership(t.Context(), account.Email, u.Email); err != nil || owner.Prover != other.ID {
		t.Errorf("%+v, %v", owner, err)
	}
}

func TestFaultsOfInvitations(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 204, Acts: []string{"2fa_changed by self", "invitation_accepted by self"}, Begin: func(name string) world.Call {
		_, tok := guest(t, w, name, nil)
		return world.Call{Body: reset(tok.Reveal(), next)}
	}}.Faults(t)
}
