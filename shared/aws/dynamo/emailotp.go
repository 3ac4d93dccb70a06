package dynamo

import (
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

func readEmailOTP(r *reader) account.EmailOTP {
	return account.EmailOTP{
		Hash:          r.text("email_otp"),
		RequiredAfter: r.time("email_otp_required_after"),
		LastSentAt:    r.time("email_otp_last_sent_at"),
		LastSentTo:    r.text("email_otp_last_sent_to"),
	}
}

// onUser changes what is stored with a user of mailed codes.
func (s *Store) onUser(p passcode.Passcode, update, when string) change {
	return change{
		table: s.tables.Users, key: userKey(p.UserID), update: update, when: when,
		names:  map[string]string{"#otp": "email_otp", "#at": "email_otp_last_sent_at", "#to": "email_otp_last_sent_to"},
		values: item{":otp": text(p.OTP)},
	}
}

// setEmailOTP sets a code on its user in place of every older one, where the user is still as the
// code was made for.
func (s *Store) setEmailOTP(p passcode.Passcode) write {
	c := s.onUser(p, "SET #otp = :otp, #at = :at, #to = :to", "#status = :active AND #epoch = :epoch AND #email = :to")
	c.names["#status"], c.names["#epoch"], c.names["#email"] = "status", "session_epoch", "email"
	c.values[":at"], c.values[":to"] = seconds(p.CreatedAt), text(p.SentTo)
	c.values[":active"], c.values[":epoch"] = text(account.Active), number(p.Epoch)
	return c.or(passcode.ErrClosed).provided(p.Sent(account.EmailOTP{}).Check())
}

// clearEmailOTP undoes what setEmailOTP did, unless a newer code was sent since. The one before is
// set again.
func (s *Store) clearEmailOTP(p passcode.Passcode, before account.EmailOTP) change {
	if before.LastSentAt.IsZero() {
		return s.onUser(p, "REMOVE #otp, #at, #to", "#otp = :otp")
	}
	c := s.onUser(p, "SET #at = :at, #to = :to REMOVE #otp", "#otp = :otp")
	if before.Hash != "" {
		c.update = "SET #at = :at, #to = :to, #otp = :before"
		c.values[":before"] = text(before.Hash)
	}
	c.values[":at"], c.values[":to"] = seconds(before.LastSentAt), text(before.LastSentTo)
	return c
}

// redeemed is the sign-in by a code. A mailed code has to be the one that is set on the user, and
// is cleared with its use; when and where it was sent stays.
func (s *Store) redeemed(p passcode.Passcode, u account.User, now time.Time) write {
	c := s.login(u, now)
	if p.EmailOTP() {
		c.update += ", #otp" // to what a sign-in removes
		c.when += " AND #otp = :otp"
		c.names["#otp"], c.values[":otp"] = "email_otp", text(p.OTP)
	}
	return c.or(passcode.ErrClosed)
}
