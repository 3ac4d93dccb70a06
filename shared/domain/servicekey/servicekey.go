// Package servicekey owns the keys by which other programs call the service: what they may do, and how
// long they are valid.
//
// A key is no user. It reads, registers, writes metadata and ends sessions, as its scopes say; it never
// changes roles, factors, passwords, flags or keys. It knows no AWS and no HTTP.
package servicekey

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/token"
)

// Scope is what a key may do.
type Scope string

// The scopes.
const (
	UsersRead      Scope = "users:read"
	UsersRegister  Scope = "users:register"
	MetadataWrite  Scope = "metadata:write"
	SessionsRevoke Scope = "sessions:revoke"
)

// Scopes are all of them.
var Scopes = []Scope{UsersRead, UsersRegister, MetadataWrite, SessionsRevoke}

// Key lets a program call the service. What is stored of it cannot be used as one.
type Key struct {
	ID        int64
	Hash      string
	Hint      string // the last characters, for an admin to tell keys apart by
	Name      string
	Scopes    string // with a space between them
	CreatedBy account.ID
	CreatedAt time.Time
	ExpiresAt time.Time
	RevokedAt time.Time // zero while it is not revoked
	UsedAt    time.Time // the last use that was recorded; zero where none was
}

// The refusals of keys.
var (
	// ErrScope is the one answer to a key on a route that is not among its scopes.
	ErrScope    = fault.New(fault.Forbidden, "scope_missing", "The service key has no scope that allows this.")
	ErrNotFound = fault.New(fault.NotFound, "service_key_not_found", "There is no such service key, or it was revoked already.")
	// ErrTaken never reaches a client: another id is drawn.
	ErrTaken = fault.New(fault.Internal, "service_key_taken", "The service failed.")
)

// Valid holds while a token is the key's and may be used.
func (k Key) Valid(t token.Token, now time.Time) bool {
	return t.Matches(k.Hash) && k.RevokedAt.IsZero() && now.Before(k.ExpiresAt)
}

// Each gives the scopes one by one.
func (k Key) Each() (all []Scope) { return Split(k.Scopes) }

// Split reads scopes with spaces between them.
func Split(scopes string) (all []Scope) {
	for name := range strings.FieldsSeq(scopes) {
		all = append(all, Scope(name))
	}
	return all
}

const useInterval = time.Hour

// DueUse holds where the use of a key is to be recorded: once an hour, so that most requests write
// nothing.
func (k Key) DueUse(now time.Time) bool { return now.Sub(k.UsedAt) >= useInterval }

// The bounds of a key.
const (
	MaxName = 60 // characters
	Longest = 365 * 24 * time.Hour
	// Usual is how long a key is valid if nothing else is asked for.
	Usual = 90 * 24 * time.Hour
)

// Order is what an admin asks for.
type Order struct {
	Name      string
	Scopes    []Scope
	ExpiresAt time.Time
}

// Check gives every reason against the order.
func (o Order) Check(now time.Time) (reasons []fault.Field) {
	refuse := func(name, code, detail string) {
		reasons = append(reasons, fault.Field{Name: name, Code: code, Detail: detail})
	}
	if o.Name == "" || utf8.RuneCountInString(o.Name) > MaxName || strings.ContainsFunc(o.Name, unicode.IsControl) {
		refuse("name", "invalid_name", "A name has 1 to 60 characters, without control characters.")
	}
	if !known(o.Scopes) {
		refuse("scopes", "invalid_scopes", "Give each scope once: users:read, users:register, metadata:write or sessions:revoke.")
	}
	if !o.ExpiresAt.After(now) || o.ExpiresAt.After(now.Add(Longest)) {
		refuse("expires_at", "invalid_expires_at", "The expiry has to be in the future, within 365 days.")
	}
	return reasons
}

// known holds where there are scopes, each of them known and there once.
func known(scopes []Scope) bool {
	for i, s := range scopes {
		if !slices.Contains(Scopes, s) || slices.Contains(scopes[:i], s) {
			return false
		}
	}
	return len(scopes) > 0
}

// Draw makes the key, and what its bearer is to be given, once.
func (o Order) Draw(random io.Reader, by account.ID, now time.Time) (Key, token.Token, error) {
	id, err := account.NewID(random) // of the same 53 bits
	if err != nil {
		return Key{}, token.Token{}, fmt.Errorf("servicekey: draw a key: %w", err)
	}
	t, err := token.New(token.ServiceKey, random, int64(id))
	if err != nil {
		return Key{}, token.Token{}, err
	}
	const hint = 4
	plain := t.Reveal()
	names := make([]string, len(o.Scopes))
	for i, s := range o.Scopes {
		names[i] = string(s)
	}
	return Key{
		ID: int64(id), Hash: t.Hash(), Hint: plain[len(plain)-hint:], Name: o.Name, Scopes: strings.Join(names, " "),
		CreatedBy: by, CreatedAt: now, ExpiresAt: o.ExpiresAt,
	}, t, nil
}
