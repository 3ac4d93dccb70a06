package importer

import (
	"context"
	"time"
)

// pace is how fast batches are sent: slower after each 429, and faster again while all goes well.
type pace struct {
	perSecond float64       // rows, at most; zero for no bound
	extra     time.Duration // waited before each batch, because of 429
	next      time.Time     // when the next batch may be sent
	now       func() time.Time
	sleep     func(context.Context, time.Duration) error
}

const (
	leastExtra = 250 * time.Millisecond
	mostExtra  = 30 * time.Second
)

// wait waits until the next batch may be sent.
func (p *pace) wait(ctx context.Context) error {
	if d := p.next.Sub(p.now()); d > 0 {
		return p.sleep(ctx, d)
	}
	return ctx.Err()
}

// went says that a batch was taken.
func (p *pace) went(rows int) {
	if p.extra = p.extra * 3 / 4; p.extra < leastExtra/2 {
		p.extra = 0
	}
	between := p.extra
	if p.perSecond > 0 {
		between = max(between, time.Duration(float64(rows)/p.perSecond*float64(time.Second)))
	}
	p.next = p.now().Add(between)
}

// limited says that a batch was refused with 429, and gives how long to wait: what the service asks for,
// and at least what has not helped before, doubled.
func (p *pace) limited(asked time.Duration) time.Duration {
	p.extra = min(max(p.extra*2, leastExtra), mostExtra)
	return max(asked, p.extra)
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
