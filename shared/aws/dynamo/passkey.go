package dynamo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/passkey"
)

func (it item) withPasskey(p factor.Passkey) item {
	if p.Handle != nil { // a pending one has no credential yet
		it["handle"] = binary(p.Handle)
	}
	if p.CredentialID == nil {
		return it.withText("domain", p.Domain)
	}
	it["credential_id"], it["public_key"] = binary(p.CredentialID), binary(p.PublicKey)
	if len(p.Transports) > 0 {
		it["transports"] = &types.AttributeValueMemberSS{Value: p.Transports}
	}
	return it.withText("domain", p.Domain).
		withNumber("counter", int64(p.Counter)).
		withFlag("user_verified", p.UserVerified).
		withFlag("synced", p.Synced).
		withFlag("backed_up", p.BackedUp)
}

// passkeyClaim finds the user of a passkey, and lets none have two.
func passkeyClaim(credential []byte) claim {
	sum := sha256.Sum256(credential)
	return claim{kind: "passkey", name: hex.EncodeToString(sum[:]), proven: true, taken: factor.ErrPasskeyTaken}
}

func (s *Store) claimPasskey(f factor.Factor) write {
	c := passkeyClaim(f.Passkey.CredentialID)
	it := c.item(f.UserID)
	it["factor"] = text(f.ID)
	return create(s.tables.Claims, "value", it, c.taken)
}

// PasskeyOwner says whose passkey a credential is of, and which of their factors; factor.ErrNotFound when
// nobody has it.
func (s *Store) PasskeyOwner(ctx context.Context, credential []byte) (account.ID, string, error) {
	it, err := s.claimed(ctx, passkeyClaim(credential))
	if err != nil {
		return 0, "", err
	}
	if it == nil {
		return 0, "", factor.ErrNotFound
	}
	r := reader{item: it}
	return account.ID(r.number("user_id")), r.text("factor"), r.err
}

// signed moves the counter of a passkey from what the assertion was compared with. Of two assertions at once
// one moves it; the other begins again, and is then compared with what the first one left.
func (s *Store) signed(user account.ID, u factor.Use, now time.Time) write {
	c := change{
		table: s.tables.Factors, key: factorKey(user, u.ID), update: "SET #counter = :counter, #backed = :backed, #used = :now",
		when:  "attribute_exists(#id) AND attribute_not_exists(#expires) AND #counter = :before",
		names: map[string]string{"#id": "id", "#expires": "expires_at", "#counter": "counter", "#backed": "backed_up", "#used": "last_used_at"},
		values: item{
			":now": seconds(now), ":before": number(int64(u.Signed.Before)), ":counter": number(int64(u.Signed.Counter)), ":backed": flag(u.Signed.BackedUp),
		},
	}
	if u.Signed.Before == 0 { // then it may be absent
		c.when = "attribute_exists(#id) AND attribute_not_exists(#expires) AND (attribute_not_exists(#counter) OR #counter = :before)"
	}
	return c.or(passcode.ErrClosed)
}

// spentBegin is the purpose of what is stored of a sign-in without a name that was answered. No request is
// for it, so its id is of no use to anybody who knows it.
const spentBegin = "passkey_begin"

// spendBegin stores that such a sign-in was answered, until it would have expired. It is stored as active:
// what is not is removed before.
func (s *Store) spendBegin(p passcode.Passcode, now time.Time) write {
	return create(s.tables.Passcodes, "id", item{
		"id": text(passkey.SpentID(p.ID)), "purpose": text(spentBegin), "active": flag(true), "expiration": seconds(p.Expiration),
		"created_at": seconds(now),
	}, passcode.ErrClosed)
}

// Prove has a passkey answer an open challenge ahead of the request that the challenge is for. From then on
// the proof that the passcode has the hash of answers it, and no code that was sent does. A challenge is
// proven once, and with it the counter of the passkey moves.
func (s *Store) Prove(ctx context.Context, p passcode.Passcode, now time.Time) error {
	c := s.whileOpen(p.ID, "SET #otp = :otp, #key = :key, #type = :type, #factor = :factor, #since = :since, #expiration = :expires, #updated = :now", now)
	c.when += " AND attribute_not_exists(#type)"
	for name, attribute := range map[string]string{"#otp": "otp", "#key": "key_version", "#type": "used_type", "#factor": "used_factor", "#since": "used_since"} {
		c.names[name] = attribute
	}
	c.values[":otp"], c.values[":key"], c.values[":expires"] = text(p.OTP), text(p.KeyVersion), seconds(p.Expiration)
	c.values[":type"], c.values[":factor"], c.values[":since"] = text(p.Use.Type), text(p.Use.ID), seconds(p.Use.Since)
	return s.commit(ctx, append([]write{c.or(passcode.ErrClosed)}, s.useFactor(p.UserID, p.Use, now)...)...)
}
