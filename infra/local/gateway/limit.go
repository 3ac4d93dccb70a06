package gateway

import (
	"errors"
	"io"
	"net/http"
)

const (
	maxHead = 10_240 // bytes of request line and headers
	maxBody = 10 << 20
)

// checkLimits refuses what is too large and otherwise reads the body.
func (c *call) checkLimits(w http.ResponseWriter) *response {
	if headSize(c.http) > maxHead {
		refusal := message(http.StatusRequestHeaderFieldsTooLarge, "Request Header Fields Too Large")
		return &refusal
	}
	var err error
	c.body, err = io.ReadAll(http.MaxBytesReader(w, c.http.Body, maxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		refusal := message(http.StatusRequestEntityTooLarge, "Request Entity Too Large")
		return &refusal
	}
	if err != nil {
		refusal := message(http.StatusBadRequest, "Bad Request")
		return &refusal
	}
	return nil
}

// headSize counts what came before the body, as it was on the wire.
func headSize(r *http.Request) int {
	size := len(r.Method) + len(r.RequestURI) + len(r.Proto) + len("  \r\n")
	size += len("host: \r\n") + len(r.Host)
	for name, values := range r.Header {
		for _, value := range values {
			size += len(name) + len(value) + len(": \r\n")
		}
	}
	return size
}
