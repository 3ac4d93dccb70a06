package main

import (
	"bytes"
	"io"
	"sync"
)

// startLog holds back what functions print while the admin is made, because "an admin exists
// already" reads like a failure there. It is shown only after a failure.
type startLog struct {
	mu     sync.Mutex
	out    io.Writer
	held   bytes.Buffer
	opened bool
}

func (l *startLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.opened {
		return l.held.Write(p)
	}
	return l.out.Write(p)
}

// open lets everything through from here on, with or without what was held back.
func (l *startLog) open(show bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.opened = true
	if show {
		_, _ = l.held.WriteTo(l.out)
	}
	l.held.Reset()
}
