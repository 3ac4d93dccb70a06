package runtime

import (
	"bytes"
	"io"
	"sync"
)

// sharedWriter lets many processes write to one place, a line at a time.
type sharedWriter struct {
	mu  sync.Mutex
	out io.Writer
}

func (w *sharedWriter) line(prefix string, line []byte) {
	if w.out == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _ = w.out.Write(append(append([]byte(prefix), line...), '\n'))
}

// prefixWriter puts the function's name before each line that it prints.
type prefixWriter struct {
	prefix string
	out    *sharedWriter
	rest   []byte
}

func (w *prefixWriter) Write(output []byte) (int, error) {
	w.rest = append(w.rest, output...)
	for {
		line, rest, found := bytes.Cut(w.rest, []byte("\n"))
		if !found {
			return len(output), nil
		}
		w.out.line(w.prefix, line)
		w.rest = rest
	}
}

// flush prints what a process left without an end of line.
func (w *prefixWriter) flush() {
	if len(w.rest) > 0 {
		w.out.line(w.prefix, w.rest)
		w.rest = nil
	}
}
