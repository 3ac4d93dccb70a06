package message

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"latchkey/shared/domain/account"
)

// Pace measures how long messages took lately, so that what is not sent can take as long.
type Pace struct {
	mu     sync.Mutex
	recent map[account.Channel][]time.Duration
}

const (
	samples = 16
	// unknownPace is how long a message takes where none was sent yet.
	unknownPace = 200 * time.Millisecond
)

func (p *Pace) took(c account.Channel, d time.Duration) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.recent == nil {
		p.recent = map[account.Channel][]time.Duration{}
	}
	p.recent[c] = append(p.recent[c], d)
	p.recent[c] = p.recent[c][max(0, len(p.recent[c])-samples):]
}

// next is the time of a random one of the last messages: always the same time would tell.
func (p *Pace) next(c account.Channel) time.Duration {
	if p == nil {
		return unknownPace
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if all := p.recent[c]; len(all) > 0 {
		return all[rand.IntN(len(all))] //nolint:gosec // a delay is no secret
	}
	return unknownPace
}

func (p *Pace) wait(ctx context.Context, c account.Channel) error {
	select {
	case <-time.After(p.next(c)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
