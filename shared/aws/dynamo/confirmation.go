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

// expectConfirmation sets the newest challenge on a user whose address is not confirmed.
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
func (s *Store) CancelRegistration(ctx context.Context, u account.User, quiet throttle.Subject, until time.Time) error {
	return s.commitClearingUse(ctx, u, append(s.removal(u), s.hush(quiet, until), s.recording(ctx, audit.Cancelled, u.ID)))
}
