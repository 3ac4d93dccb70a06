package runtime

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
)

const (
	maxProcesses = 10
	// maxDispatches bounds how often one invocation goes from a process that ended to the next.
	maxDispatches = 20
)

// outcome is how an invocation ended.
type outcome struct {
	payload []byte
	err     error
}

// pool is the processes of one function. A request that holds a slot has one process busy,
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

// invoke runs one invocation to its end. It waits for a process for as long as ctx lasts.
func (p *pool) invoke(ctx context.Context, payload []byte) outcome {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return outcome{err: ctx.Err()}
	case <-p.closing:
		return outcome{err: errClosed}
	}
	return p.dispatch(payload)
}

// dispatch gives the invocation to a process. If that process ends before it asks for the
// invocation, the next one gets it; if it ends later, the invocation has failed.
func (p *pool) dispatch(payload []byte) outcome {
	for range maxDispatches {
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
	return outcome{err: &FunctionError{Type: "Runtime.ExitError", Message: "every process ended before it asked for the request"}}
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
	p.mu.Unlock()
	p.kill()
}

// kill ends the processes that there are, and waits until each has ended.
func (p *pool) kill() {
	p.mu.Lock()
	running := slices.Collect(maps.Keys(p.all))
	p.mu.Unlock()
	for _, i := range running {
		i.kill()
		<-i.ended
	}
}
