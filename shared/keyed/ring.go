package keyed

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Source gives the values of a secret that are good: the current one first, and then the one
// that it took the place of, while that is kept.
type Source func(ctx context.Context) ([]string, error)

// ErrRetired says that what was made under a version of a key is older than the versions kept.
var ErrRetired = errors.New("keyed: the version of the key is no longer kept")

// Ring is the key of one use in every version that is good. Things are made under the current
// one; what was made under the one before is known for as long as it would have lived, so that
// a rotation cuts nobody off.
type Ring struct {
	source Source
	use    string

	mu   sync.Mutex
	keys []Key
}

// NewRing derives the keys of a use.
func NewRing(ctx context.Context, source Source, use string) (*Ring, error) {
	r := &Ring{source: source, use: use}
	return r, r.refresh(ctx)
}

// Current is the key that things are made under.
func (r *Ring) Current() Key {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.keys[0]
}

// Version finds the key that something was made under. One that is not known may have come
// after this process started, so the source is asked once more; ErrRetired when it does not
// have it either. Versions come from our own tables, so no client makes a process ask.
func (r *Ring) Version(ctx context.Context, version string) (Key, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if k, ok := r.find(version); ok {
		return k, nil
	}
	if err := r.refresh(ctx); err != nil {
		return Key{}, err
	}
	if k, ok := r.find(version); ok {
		return k, nil
	}
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

func (r *Ring) refresh(ctx context.Context) error {
	values, err := r.source(ctx)
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
	r.keys = keys
	return nil
}
