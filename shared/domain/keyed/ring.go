package keyed

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Secret is one of the service's secrets, which may be rotated while a process runs.
type Secret struct {
	// Values gives the valid values: the current one first, and then the one before it, if any.
	Values func(ctx context.Context) ([]string, error)
	Now    func() time.Time
}

const (
	cacheTTL    = 5 * time.Minute // until a process learns of a rotation by itself
	readTimeout = 2 * time.Second // of a reading that a request waits for
	retryAfter  = time.Minute     // after one that failed
)

// ErrRetired says that something was made under a version of a key that is no longer valid.
var ErrRetired = errors.New("keyed: the version of the key is no longer valid")

// Ring is the key of one use in every valid version. Things are made under the current version. What
// was made under the one before is still accepted, so that a rotation ends nobody's challenge.
type Ring struct {
	secret Secret
	use    string

	mu              sync.Mutex
	keys            []Key
	next            time.Time       // when they are old
	unknownVersions map[string]bool // versions that were looked for since then, and were not there
}

// NewRing derives the keys of a use.
func NewRing(ctx context.Context, secret Secret, use string) (*Ring, error) {
	r := &Ring{secret: secret, use: use, unknownVersions: map[string]bool{}}
	return r, r.refresh(ctx)
}

// Current is the key that things are made under.
func (r *Ring) Current(ctx context.Context) Key {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keepFresh(ctx)
	return r.keys[0]
}

// Version finds the key that something was made under. One that is not known may have come
// since the keys were read, so they are read once more; ErrRetired when it is not there either.
func (r *Ring) Version(ctx context.Context, version string) (Key, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keepFresh(ctx)
	if k, ok := r.find(version); ok {
		return k, nil
	}
	if r.unknownVersions[version] {
		return Key{}, ErrRetired
	}
	if err := r.refresh(ctx); err != nil {
		return Key{}, err
	}
	if k, ok := r.find(version); ok {
		return k, nil
	}
	r.unknownVersions[version] = true
	return Key{}, ErrRetired
}

func (r *Ring) find(version string) (Key, bool) {
	for _, k := range r.keys {
		if k.Version() == version {
			return k, true
		}
	}
	return Key{}, false
}

// keepFresh reads keys that are old again, so that a process which only makes things learns of
// a rotation, too. Where that fails it goes on with those that it has: nobody who signs in is
// to wait for the service that stores the secrets.
func (r *Ring) keepFresh(ctx context.Context) {
	if r.secret.Now().Before(r.next) {
		return
	}
	clear(r.unknownVersions)
	if err := r.refresh(ctx); err != nil {
		r.next = r.secret.Now().Add(retryAfter)
		slog.WarnContext(ctx, "keys could not be read again and are used as they were", "cause", err.Error())
	}
}

func (r *Ring) refresh(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	values, err := r.secret.Values(ctx)
	if err == nil && len(values) == 0 {
		err = errors.New("the secret has no value")
	}
	if err != nil {
		return fmt.Errorf("keyed: the keys of %s: %w", r.use, err)
	}
	keys := make([]Key, len(values))
	for i, value := range values {
		if keys[i], err = Derive(value, r.use); err != nil {
			return err
		}
	}
	r.keys, r.next = keys, r.secret.Now().Add(cacheTTL)
	return nil
}
