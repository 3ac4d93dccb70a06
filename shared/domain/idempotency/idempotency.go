// Package idempotency owns what is stored of a request that was sent with an Idempotency-Key,
// so that a repetition is answered as the first request was, and the work is not done twice.
//
//   - A run is one execution of a request under a key. One run at a time has the key.
//   - The key belongs to its owner and route, and stands for one content: another is refused.
//   - Results name users, and are stored longer than a user may be. They are encrypted under
//     the key that the client sent, of which only a keyed hash is stored.
//
// It knows no AWS and no HTTP: package dynamo stores runs, package idempotent answers.
package idempotency

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/keyed"
)

const (
	lifetime = 24 * time.Hour
	// lease is how long a run may take. It is longer than a function lives, so a run whose
	// lease has ended has died, and the same request may be executed again.
	lease = time.Minute
)

// The refusals of repeated requests.
var (
	ErrReused  = fault.New(fault.Invalid, "idempotency_key_reused", "This Idempotency-Key was used for another request. Use a new one.")
	ErrRunning = fault.New(fault.Conflict, "request_in_progress", "The first request with this Idempotency-Key is still running. Try again in a moment.").After(5 * time.Second)
)

// Request is what a run executes.
type Request struct {
	Caller    account.ID // the user or service key; zero where there is neither
	Route     string
	Content   string // all that the request asks
	ClientKey string // as the client sent it
}

// Run is one execution of a request under a key.
type Run struct {
	ID          string // of owner, route and key; empty where the request has no key
	Digest      string // of the content
	Token       string // of this run and no other under the key
	Results     string // encrypted; empty while it runs
	LeaseEndsAt time.Time
	ExpiresAt   time.Time

	clientKey string // never stored
}

// Key hashes and encrypts what is stored: a digest without a key would let a reader of the
// table try the passwords that stood in a body.
type Key struct{ keyed.Key }

// NewKey derives the key from the service's secret.
func NewKey(secret string) (Key, error) {
	k, err := keyed.Derive(secret, "bulk runs")
	return Key{k}, err
}

// Run is a new run of a request. A key that is sent without a session is its sender's only with
// the content: no stranger keeps somebody out by choosing the same key.
func (k Key) Run(r Request, now time.Time) Run {
	digest, owner := k.Hex("content", r.Content), r.Caller.String()
	if r.Caller == 0 {
		owner = digest
	}
	return Run{
		ID: k.Hex("run", owner, r.Route, r.ClientKey), Digest: digest,
		clientKey: r.ClientKey, Token: rand.Text(), LeaseEndsAt: now.Add(lease), ExpiresAt: now.Add(lifetime),
	}
}

// UserID is the id of the user that an item of a run creates: the same in every run of the
// request, so that nobody is created twice. It is zero, for one to be drawn, where the request
// has no key.
func (k Key) UserID(run Run, index int) account.ID {
	if run.ID == "" {
		return 0
	}
	const bits = 53
	return account.ID(binary.BigEndian.Uint64(k.Hash("user", run.ID, run.Digest, strconv.Itoa(index))) >> (64 - bits))
}

// Encrypt gives a run its results.
func (k Key) Encrypt(run Run, results []byte) (Run, error) {
	aead, err := k.cipher(run)
	if err != nil {
		return run, err
	}
	run.Results = base64.StdEncoding.EncodeToString(aead.Seal(nil, nil, results, []byte(run.Token)))
	return run, nil
}

// Results are those of the run that has the key, for a later run of the same request.
func (k Key) Results(later, stored Run) ([]byte, error) {
	switch {
	case stored.Digest != later.Digest:
		return nil, ErrReused
	case stored.Results == "":
		return nil, ErrRunning
	}
	encrypted, err := base64.StdEncoding.DecodeString(stored.Results)
	if err != nil {
		return nil, fmt.Errorf("idempotency: read the results: %w", err)
	}
	aead, err := k.cipher(later)
	if err != nil {
		return nil, err
	}
	results, err := aead.Open(nil, nil, encrypted, []byte(stored.Token))
	if err != nil {
		return nil, fmt.Errorf("idempotency: decrypt the results: %w", err)
	}
	return results, nil
}

// cipher takes the key that the client sent, so that nobody without it reads results.
func (k Key) cipher(run Run) (cipher.AEAD, error) {
	key, err := k.Derive(run.clientKey, "bulk results")
	if err != nil {
		return nil, err
	}
	return key.AEAD()
}
