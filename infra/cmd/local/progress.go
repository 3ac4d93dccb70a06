package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progress tells of tasks that take their time, one line when a task begins and one when it is done.
type progress struct {
	mu  sync.Mutex
	out io.Writer
}

// begin names a task. The function that it gives says how long it took, if it went well.
func (p *progress) begin(doing, done string) func(well bool) {
	started := time.Now()
	p.line("%s …\n", doing)
	return func(well bool) {
		if well {
			p.line("%s in %.1f s\n", done, time.Since(started).Seconds())
		}
	}
}

func (p *progress) line(format string, values ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, _ = fmt.Fprintf(p.out, format, values...)
}
