package testdb

import (
	"bytes"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// roundHeader tells the edge in which round a call was made.
const roundHeader = "Latchkey-Test-Round"

// Barrier tells which calls are made side by side, without a clock. While it counts, it keeps
// every answer back until all calls are answered and no goroutine can run: nobody then makes
// another call before they have an answer. These calls are one round. It gives all answers at
// once, and the next round begins.
type Barrier struct {
	mu       sync.Mutex
	counting bool
	round    int
	flying   int
	held     []chan struct{}
}

// Client is a client whose calls come by the barrier. Those whose answers are held are counted;
// of the others it only waits for the answers, as of those of SES.
func (b *Barrier) Client(c *http.Client, hold bool) *http.Client {
	through := *c
	next := c.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	through.Transport = passing{b, next, hold}
	return &through
}

// passing is the way of one client.
type passing struct {
	*Barrier
	next http.RoundTripper
	hold bool
}

// RoundTrip makes a call. The whole answer is read before it is held.
func (p passing) RoundTrip(r *http.Request) (*http.Response, error) {
	round, counting := p.begin()
	if !counting {
		return p.next.RoundTrip(r)
	}
	r = r.Clone(r.Context())
	r.Header.Set(roundHeader, strconv.Itoa(round))
	resp, err := p.next.RoundTrip(r)
	if err == nil {
		var body []byte
		body, err = io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
		err = nil
	}
	p.end()
	return resp, err
}

// failing ends a body as it ended on the wire.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err == nil {
		return 0, io.EOF
	}
	return 0, f.err
}

func (b *Barrier) begin() (round int, counting bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.counting {
		b.flying++
	}
	return b.round, b.counting
}

func (p passing) end() {
	p.mu.Lock()
	p.flying--
	if !p.hold || !p.counting {
		p.mu.Unlock()
		return
	}
	released := make(chan struct{})
	p.held = append(p.held, released)
	p.mu.Unlock()
	<-released
}

// count counts the rounds of what do does.
func (b *Barrier) count(do func()) {
	b.mu.Lock()
	b.counting, b.round = true, 1
	b.mu.Unlock()
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		b.watch(done)
	}()
	do()
	b.mu.Lock()
	b.counting = false
	b.mu.Unlock()
	close(done)
	<-stopped
}

// watch ends rounds until it is told to stop.
func (b *Barrier) watch(done chan struct{}) {
	for {
		if b.answered() && idle() {
			b.release()
		}
		select {
		case <-done:
			b.release()
			return
		case <-time.After(100 * time.Microsecond):
		}
	}
}

// answered holds when answers are kept back and no call waits for one.
func (b *Barrier) answered() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.flying == 0 && len(b.held) > 0
}

func (b *Barrier) release() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.held) > 0 {
		b.round++
	}
	for _, released := range b.held {
		close(released)
	}
	b.held = nil
}

// idle holds when no goroutine but the one that asks can run before something arrives.
func idle() bool {
	_, others, _ := bytes.Cut(stacks(), []byte("\n\n")) // the first is the one that asks
	for stack := range strings.SplitSeq(string(others), "\n\n") {
		_, state, _ := strings.Cut(stack, "[")
		switch state, _, _ = strings.Cut(state, "]"); {
		case strings.HasPrefix(state, "running"), strings.HasPrefix(state, "runnable"):
			return false
		case strings.HasPrefix(state, "syscall") && !waiting(stack):
			return false
		}
	}
	return true
}

// stacks are those of every goroutine, however many there are.
func stacks() []byte {
	for size := 1 << 20; ; size *= 2 {
		all := make([]byte, size)
		if n := runtime.Stack(all, true); n < size {
			return all[:n]
		}
	}
}

// waiting are system calls that last as long as the process.
func waiting(stack string) bool {
	return strings.Contains(stack, "os/signal.signal_recv") || strings.Contains(stack, "os.(*Process)")
}
