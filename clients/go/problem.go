package latchkey

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Code says what is wrong, for programs. The codes of the contract are constants of this package; a
// newer service may have others.
type Code string

// Problem is a refusal of the service, as RFC 9457 has it. Find it with errors.As.
type Problem struct {
	Status     int            `json:"status"`
	Code       Code           `json:"code"`
	Detail     string         `json:"detail"` // for people; it may change
	RequestID  string         `json:"request_id"`
	Errors     []FieldProblem `json:"errors"`
	Challenge  *Challenge     `json:"challenge"` // resolves the problem, if there is one
	RetryAfter time.Duration  `json:"-"`         // how long to wait before another try, if the answer says so
}

// FieldProblem is what is wrong with one field.
type FieldProblem struct {
	Field  string `json:"field"`
	Code   Code   `json:"code"`
	Detail string `json:"detail"`
}

func (p *Problem) Error() string {
	text := fmt.Sprintf("%s (%s)", p.Detail, p.Code)
	for _, e := range p.Errors {
		text += fmt.Sprintf("; %s: %s", e.Field, e.Detail)
	}
	return text
}

// GatewayError is an answer of a gateway, a firewall or a proxy in place of the service.
type GatewayError struct {
	Status     int
	Message    string
	RetryAfter time.Duration
}

func (e *GatewayError) Error() string {
	return fmt.Sprintf("answered %d in place of the service: %s", e.Status, e.Message)
}

// Is says whether an error is a problem with one of these codes.
func Is(err error, codes ...Code) bool {
	var p *Problem
	return errors.As(err, &p) && slices.Contains(codes, p.Code)
}

func refusal(response *http.Response, text []byte) error {
	seconds, _ := strconv.Atoi(response.Header.Get("Retry-After"))
	after := time.Duration(seconds) * time.Second
	var p Problem
	if json.Unmarshal(text, &p) == nil && p.Code != "" {
		p.RetryAfter = after
		return &p
	}
	var said struct{ Message string }
	if json.Unmarshal(text, &said) != nil || said.Message == "" {
		said.Message = http.StatusText(response.StatusCode)
	}
	return &GatewayError{response.StatusCode, said.Message, after}
}
