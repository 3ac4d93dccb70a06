package flag

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"latchkey/shared/domain/account"
)

// A change reaches every process in the time that an answer is cached, and what the store takes
// to spread it, which together are well below the ten seconds that are promised.
const (
	cacheTTL    = 5 * time.Second
	readTimeout = time.Second     // of one reading, after which it counts as failed
	retryAfter  = 5 * time.Second // after one that failed, so that not every item of many waits for one
)

// Store stores flags.
type Store interface {
	// Flag reads a flag, off when it was never set. It may be behind by a moment.
	Flag(ctx context.Context, name Name) (Flag, error)
}

// Cache answers for a process, which need not read a flag for every request.
type Cache struct {
	Store Store
	Now   func() time.Time

	mu   sync.Mutex
	held map[Name]reading
}

type reading struct {
	flag  Flag
	err   error
	until time.Time
}

// On holds when a flag is on for a user, and when it cannot be found out: an older answer is
// not good enough, for the flag may just have been turned on.
func (c *Cache) On(ctx context.Context, name Name, id account.ID) bool {
	f, err := c.flag(ctx, name)
	if err != nil {
		if ctx.Err() == nil {
			slog.WarnContext(ctx, "a feature flag cannot be read and counts as on", "flag", string(name), "cause", err.Error())
		}
		return true
	}
	return f.On(id)
}

// Clear has every flag read anew when it is next asked for.
func (c *Cache) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = nil
}

// flag reads what is not held, once for all who wait for it.
func (c *Cache) flag(ctx context.Context, name Name) (Flag, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, found := c.held[name]
	if !found || !c.Now().Before(r.until) {
		r = c.read(ctx, name)
	}
	return r.flag, r.err
}

// read caches a failure too, but for one that is the caller's own: their time was up.
func (c *Cache) read(ctx context.Context, name Name) reading {
	limited, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	f, err := c.Store.Flag(limited, name)
	r := reading{f, err, c.Now().Add(cacheTTL)}
	if err != nil {
		r.until = c.Now().Add(retryAfter)
	}
	if ctx.Err() != nil {
		return r
	}
	if c.held == nil {
		c.held = map[Name]reading{}
	}
	c.held[name] = r
	return r
}
