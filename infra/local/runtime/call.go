package runtime

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net/http"
	"time"
)

// call is one invocation on its way to a process.
type call struct {
	requestID string
	deadline  time.Time
	response  []byte       // the HTTP response to the process's poll
	answered  chan outcome // the process has answered
}

// newCall sets the deadline: on Lambda the timeout runs from here, after initialisation.
func newCall(f Function, payload []byte) *call {
	c := &call{
		requestID: uuid(),
		deadline:  time.Now().Add(f.Timeout),
		answered:  make(chan outcome, 1),
	}
	header := http.Header{
		"Content-Type":   {"application/json"},
		"Content-Length": {fmt.Sprint(len(payload))},
		// The process closes the connection once it has read all: see poll.wasRead.
		"Connection":                          {"close"},
		"Lambda-Runtime-Aws-Request-Id":       {c.requestID},
		"Lambda-Runtime-Deadline-Ms":          {milliseconds(c.deadline)},
		"Lambda-Runtime-Invoked-Function-Arn": {f.ARN},
		"Lambda-Runtime-Trace-Id":             {traceID()},
	}
	var response bytes.Buffer
	response.WriteString("HTTP/1.1 200 OK\r\n")
	_ = header.Write(&response) // a buffer takes everything
	response.WriteString("\r\n")
	response.Write(payload)
	c.response = response.Bytes()
	return c
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
