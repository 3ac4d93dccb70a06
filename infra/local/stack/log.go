package stack

import (
	"io"
	"sync"
)

// lineWriter lets functions and the gateway write to one place, a line at a time.
type lineWriter struct {
	mu  sync.Mutex
	out io.Writer
}

func (w *lineWriter) Write(p []byte) (int, error) {
	if w.out == nil {
		return len(p), nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.Write(p)
}

func (w *lineWriter) line(text string) { _, _ = w.Write([]byte(text + "\n")) }
