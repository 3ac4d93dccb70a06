package runtime

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"time"
)

// call is one invocation on its way to a process.
type call struct {
	requestID string
	deadline  time.Time
	arn       string
	payload   []byte
	answered  chan outcome // the process has answered
}

// newCall sets the deadline: on Lambda the timeout runs from here, after initialisation.
func newCall(f Function, payload []byte) *call {
	return &call{
		requestID: uuid(),
		deadline:  time.Now().Add(f.Timeout),
		arn:       f.ARN,
		payload:   payload,
		answered:  make(chan outcome, 1),
	}
}

// write answers the process's request with the invocation. An error means that the process has
// ended, which the instance notices by itself.
func (c *call) write(w http.ResponseWriter) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Lambda-Runtime-Aws-Request-Id", c.requestID)
	header.Set("Lambda-Runtime-Deadline-Ms", milliseconds(c.deadline))
	header.Set("Lambda-Runtime-Invoked-Function-Arn", c.arn)
	header.Set("Lambda-Runtime-Trace-Id", traceID())
	_, _ = w.Write(c.payload)
}

func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func traceID() string {
	var b [20]byte
	_, _ = rand.Read(b[:])
	return fmt.Sprintf("Root=1-%08x-%x;Parent=%x;Sampled=0", time.Now().Unix(), b[:12], b[12:])
}
