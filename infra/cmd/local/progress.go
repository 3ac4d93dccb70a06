package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// progress says what takes its time: on a terminal in one line that lives, elsewhere in a
// line now and then.
type progress struct {
	out      *os.File
	terminal bool
	stopped  chan struct{}
	drawn    sync.WaitGroup

	mu    sync.Mutex
	tasks []*task
}

type task struct {
	doing   string
	started time.Time
}

func startProgress(out *os.File) *progress {
	p := &progress{out: out, stopped: make(chan struct{})}
	if info, err := out.Stat(); err == nil {
		p.terminal = info.Mode()&os.ModeCharDevice != 0
	}
	p.drawn.Go(p.draw)
	return p
}

// begin adds a task. The function it gives takes it away and says that it is done.
func (p *progress) begin(doing, done string) func(well bool) {
	t := &task{doing: doing, started: time.Now()}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tasks = append(p.tasks, t)
	if !p.terminal {
		_, _ = fmt.Fprintln(p.out, doing)
	}
	return func(well bool) { p.end(t, done, well) }
}

func (p *progress) end(ended *task, done string, well bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, t := range p.tasks {
		if t == ended {
			p.tasks = append(p.tasks[:i], p.tasks[i+1:]...)
			break
		}
	}
	p.clear()
	if well {
		_, _ = fmt.Fprintf(p.out, "%s in %.1f s\n", done, time.Since(ended.started).Seconds())
	}
}

func (p *progress) draw() {
	every := 10 * time.Second
	if p.terminal {
		every = 200 * time.Millisecond
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-p.stopped:
			return
		case <-ticker.C:
			p.show()
		}
	}
}

func (p *progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	var parts []string
	for _, t := range p.tasks {
		parts = append(parts, fmt.Sprintf("%s (%d s)", t.doing, int(time.Since(t.started).Seconds())))
	}
	line := strings.Join(parts, ", ")
	switch {
	case line == "":
	case p.terminal:
		p.clear()
		_, _ = fmt.Fprint(p.out, line)
	default:
		_, _ = fmt.Fprintln(p.out, line)
	}
}

// clear wipes the living line.
func (p *progress) clear() {
	if p.terminal {
		_, _ = fmt.Fprint(p.out, "\r\x1b[K")
	}
}

func (p *progress) stop() {
	close(p.stopped)
	p.drawn.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
}
