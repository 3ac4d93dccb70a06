package runtime

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

const (
	maxProcesses = 10
	// maxHandovers bounds how often one invocation goes from a process that died to the next.
	maxHandovers = 20
)

// outcome is how an invocation ended.
type outcome struct {
	payload []byte
	err     error
}

// pool is the processes of one function. Whoever holds a slot may have one process busy,
// and a process is started only when none is idle, so there are never more than slots.
type pool struct {
	launcher launcher
	slots    chan struct{}
	closing  chan struct{}

	mu     sync.Mutex
	closed bool
	idle   []*instance
	all    map[*instance]struct{}
}

func newPool(l launcher) *pool {
	return &pool{
		launcher: l,
		slots:    make(chan struct{}, maxProcesses),
		closing:  make(chan struct{}),
		all:      map[*instance]struct{}{},
	}
}

// invoke runs one invocation to its end.
func (p *pool) invoke(payload []byte) outcome {
	patience := time.NewTimer(p.launcher.function.Timeout)
	defer patience.Stop()
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-patience.C:
		return outcome{err: ErrThrottled}
	case <-p.closing:
		return outcome{err: errClosed}
	}
	return p.hand(payload)
}

// hand gives the invocation to a process. One that was dead before it read the invocation
// has not begun it, so it goes to another; one that dies later has failed it.
func (p *pool) hand(payload []byte) outcome {
	for range maxHandovers {
		process, err := p.take()
		if err != nil {
			return outcome{err: err}
		}
		result := process.invoke(payload)
		p.release(process)
		if !errors.Is(result.err, errNotTaken) {
			return result
		}
	}
	return outcome{err: &FunctionError{Type: "Runtime.ExitError", Message: "every process ended before it took the request"}}
}

// take gives an idle process of the present binary, or a new one.
func (p *pool) take() (*instance, error) {
	current, err := p.launcher.binary()
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errClosed
	}
	p.retire(current)
	if last := len(p.idle) - 1; last >= 0 {
		process := p.idle[last]
		p.idle = p.idle[:last]
		return process, nil
	}
	return p.start(current)
}

// retire ends the idle processes that have died or whose binary has been rebuilt.
func (p *pool) retire(current binary) {
	p.idle = slices.DeleteFunc(p.idle, func(i *instance) bool {
		if i.binary == current && i.alive() {
			return false
		}
		i.kill()
		return true
	})
}

// start is called with the lock held, so that close knows every process.
func (p *pool) start(current binary) (*instance, error) {
	started, err := p.launcher.launch(current)
	if err != nil {
		return nil, fmt.Errorf("start function %s: %w", p.launcher.function.Name, err)
	}
	p.all[started] = struct{}{}
	go func() {
		<-started.ended
		p.forget(started)
	}()
	return started, nil
}

// release makes a process idle again.
func (p *pool) release(i *instance) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || !i.alive() {
		i.kill()
		return
	}
	p.idle = append(p.idle, i)
}

func (p *pool) forget(gone *instance) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.all, gone)
	p.idle = slices.DeleteFunc(p.idle, func(i *instance) bool { return i == gone })
	gone.bury()
}

func (p *pool) pids() []int {
	p.mu.Lock()
	defer p.mu.Unlock()
	var pids []int
	for i := range p.all {
		pids = append(pids, i.cmd.Process.Pid)
	}
	return pids
}

// close kills every process and waits until each has ended.
func (p *pool) close() {
	p.mu.Lock()
	if !p.closed {
		p.closed = true
		close(p.closing)
	}
	var running []*instance
	for i := range p.all {
		running = append(running, i)
	}
	p.mu.Unlock()
	for _, i := range running {
		i.kill()
		<-i.ended
	}
}
