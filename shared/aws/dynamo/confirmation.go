package dynamo

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/throttle"
)

func readConfirmation(r *reader) account.Confirmation {
	return account.Confirmation{
		Challenge: r.text("confirmation_id"),
		Expires:   r.time("confirmation_expires_at"),
		Cancel:    r.text("confirmation_cancel_hash"),
	}
}

// expectConfirmation has a user whose address waits for it know the newest challenge.
func (s *Store) expectConfirmation(p passcode.Passcode) write {
	return change{
		table: s.tables.Users, key: userKey(p.UserID),
		update: "SET #id = :id, #expires = :expires, #cancel = :cancel",
		when:   "#status = :active AND #epoch = :epoch AND #email = :to AND #confirmed = :false",
		names: map[string]string{
			"#id": "confirmation_id", "#expires": "confirmation_expires_at", "#cancel": "confirmation_cancel_hash",
			"#status": "status", "#epoch": "session_epoch", "#email": "email", "#confirmed": "email_confirmed",
		},
		values: item{
			":id": text(p.ID), ":expires": seconds(p.Expiration), ":cancel": text(p.CancelHash), ":active": text(account.Active),
			":epoch": number(p.Epoch), ":to": text(p.SentTo), ":false": flag(false),
		},
	}.or(passcode.ErrClosed)
}

// ConfirmEmail spends a code and makes the address that it was sent to the user's own, all or
// nothing: account.ErrEmailTaken where somebody else has proven it.
func (s *Store) ConfirmEmail(ctx context.Context, p passcode.Passcode, confirmed account.User, now time.Time) error {
	c := change{
		table: s.tables.Users, key: userKey(confirmed.ID),
		update: "SET #confirmed = :true, #2fa = :2fa, #updated = :now ADD #version :one REMOVE #unconfirmed, #wanted, #id, #expires, #cancel",
		when:   "#version = :read AND #email = :email AND #status = :active",
		names: map[string]string{
			"#confirmed": "email_confirmed", "#unconfirmed": "unconfirmed", "#2fa": "2fa", "#wanted": "2fa_wanted", "#updated": "updated_at",
			"#version": "version", "#email": "email", "#status": "status",
			"#id": "confirmation_id", "#expires": "confirmation_expires_at", "#cancel": "confirmation_cancel_hash",
		},
		values: item{
			":true": flag(true), ":2fa": flag(confirmed.TwoFactor != ""), ":now": seconds(now), ":one": number(1),
			":read": number(confirmed.Version), ":email": text(p.SentTo), ":active": text(account.Active),
		},
	}
	if confirmed.TwoFactor != "" {
		c.update = "SET #method = :method, " + c.update[len("SET "):]
		c.names["#method"] = "2fa_method"
		c.values[":method"] = text(confirmed.TwoFactor)
	}
	return s.commit(ctx, s.spend(p, now), c.or(account.ErrChanged), s.hold(emailClaim(p.SentTo, true), confirmed.ID),
		s.recording(ctx, audit.EmailConfirmed, confirmed.ID))
}

// CorrectEmail gives a user another address that is to be confirmed: it closes the old
// challenge and writes the new one, all or nothing.
func (s *Store) CorrectEmail(ctx context.Context, from, to account.User, p passcode.Passcode, supersedes string) error {
	to.Version = from.Version + 1
	to.Confirmation = p.Confirmation()
	writes := append([]write{
		s.closing(supersedes, p.CreatedAt).or(passcode.ErrClosed), s.issue(p), s.replace(from, to),
	}, s.moveClaims(from, to)...)
	return s.commit(ctx, append(writes, s.recording(ctx, audit.EmailCorrected, to.ID))...)
}

// CancelRegistration removes an account whose address says that it was not its owner who
// registered, and has the address not written to for a while: all or nothing.
func (s *Store) CancelRegistration(ctx context.Context, u account.User, quiet throttle.Subject, until, now time.Time) error {
	return s.commitClearingUse(ctx, u, append(s.removal(u, nil, now), s.hush(quiet, until), s.recording(ctx, audit.Cancelled, u.ID)))
}
