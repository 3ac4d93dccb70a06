// Package registrationkey owns the keys that let people register where not everybody may:
// what an admin may order, and for whom and how long a key is valid.
//
// It knows no AWS and no HTTP, and takes time and randomness as arguments. Package
// registration spends keys; it is apart because the store, and so every function, links this
// one, and need not link the hashing of passwords.
package registrationkey

import (
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/token"
)

// Key lets one person register, once. What is stored of it cannot be used as one.
type Key struct {
	ID        int64
	Hash      string
	Hint      string // the last characters, for an admin to tell keys apart by
	Active    bool
	Note      string
	Email     string     // the one address that may use it; empty for any
	UsedBy    account.ID // zero while nobody has
	CreatedAt time.Time
	UpdatedAt time.Time
	ExpiresAt time.Time
}

// The refusals of keys.
var (
	// ErrInvalid is the one answer to a key that is missing, malformed, unknown, expired,
	// used, revoked or another address's.
	ErrInvalid = fault.New(fault.Forbidden, "invalid_registration_key", "A valid registration key is required. Ask an admin for one.")

	ErrNotFound = fault.New(fault.NotFound, "registration_key_not_found", "There is no such registration key.")
	ErrUsed     = fault.New(fault.Conflict, "registration_key_used", "This registration key was already used. There is nothing to revoke.")
	ErrInactive = fault.New(fault.Conflict, "registration_key_inactive", "This registration key is already inactive.")
	// ErrTaken never reaches a client: other ids are drawn.
	ErrTaken = fault.New(fault.Internal, "registration_key_taken", "The service failed.")
)

// ValidFor holds while the key lets somebody of a canonical address register.
func (k Key) ValidFor(t token.Token, email string, now time.Time) bool {
	return t.Matches(k.Hash) && k.Active && now.Before(k.ExpiresAt) && (k.Email == "" || k.Email == email)
}

// The bounds of a batch.
const (
	MaxCount = 100
	MaxNote  = 200 // characters
	Longest  = 90 * 24 * time.Hour
)

// Batch is what an admin asks for: so many keys alike.
type Batch struct {
	Count     int
	Note      string
	Email     string // in canonical form, and checked; empty for anybody
	ExpiresAt time.Time
}

// Check gives every reason against the batch.
func (b Batch) Check(now time.Time) (reasons []fault.Field) {
	refuse := func(name, code, detail string) {
		reasons = append(reasons, fault.Field{Name: name, Code: code, Detail: detail})
	}
	if b.Count < 1 || b.Count > MaxCount {
		refuse("count", "invalid_count", "The count is a whole number from 1 to 100.")
	}
	if utf8.RuneCountInString(b.Note) > MaxNote {
		refuse("note", "note_too_long", "A note has at most 200 characters.")
	}
	if !b.ExpiresAt.After(now) || b.ExpiresAt.After(now.Add(Longest)) {
		refuse("expires_at", "invalid_expires_at", "The expiry has to be in the future, within 90 days.")
	}
	return reasons
}

// Draw makes the keys of a batch, and what their bearers are to be given, once.
func (b Batch) Draw(random io.Reader, now time.Time) ([]Key, []token.Token, error) {
	keys, tokens := make([]Key, b.Count), make([]token.Token, b.Count)
	for i := range keys {
		id, err := account.NewID(random) // of the same 53 bits
		if err != nil {
			return nil, nil, fmt.Errorf("registrationkey: draw a key: %w", err)
		}
		if tokens[i], err = token.New(token.Registration, random, int64(id)); err != nil {
			return nil, nil, err
		}
		keys[i] = b.key(tokens[i], now)
	}
	return keys, tokens, nil
}

func (b Batch) key(t token.Token, now time.Time) Key {
	const hint = 4
	plain := t.Reveal()
	return Key{
		ID: t.ID(), Hash: t.Hash(), Hint: plain[len(plain)-hint:], Active: true, Note: b.Note, Email: b.Email,
		CreatedAt: now, UpdatedAt: now, ExpiresAt: b.ExpiresAt,
	}
}
