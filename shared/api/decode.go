package api

import (
	"encoding/base64"
	"errors"
	"mime"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"latchkey/shared/fault"
)

// Limit is the size of a body in bytes.
type Limit int

// BodyLimit is that of most routes, BulkLimit that of those that take many items.
const (
	BodyLimit Limit = 64 << 10
	BulkLimit Limit = 256 << 10
)

var (
	errMediaType = fault.New(fault.UnsupportedMedia, "unsupported_media_type", "Send the body as application/json.")
	errTooLarge  = fault.New(fault.TooLarge, "body_too_large", "The body is larger than this route takes.")
	errJSON      = fault.New(fault.Malformed, "malformed_json", "The body is not well-formed JSON.")
	errUnknown   = fault.New(fault.Malformed, "unknown_member", "The body has a member that this route does not know.")
	errDuplicate = fault.New(fault.Malformed, "duplicate_member", "The body has a member twice.")
	errType      = fault.New(fault.Malformed, "wrong_type", "A member of the body has another type than this route takes.")
)

// Decode reads the body, strictly: an unknown or misspelt member, one that stands twice,
// invalid UTF-8 and anything after the value are refused, for each of them is a way to have
// two readers see two requests in one.
func Decode[T any](r *Request) (T, error) { return DecodeUpTo[T](r, BodyLimit) }

// DecodeUpTo reads a body of at most so many bytes.
func DecodeUpTo[T any](r *Request, limit Limit) (T, error) {
	var in T
	body, err := r.body(limit)
	if err != nil {
		return in, err
	}
	if err := json.Unmarshal(body, &in, json.RejectUnknownMembers(true)); err != nil {
		return in, unreadable(err)
	}
	return in, nil
}

func (r *Request) body(limit Limit) ([]byte, error) {
	media, _, err := mime.ParseMediaType(r.event.Headers["content-type"])
	if err != nil || media != "application/json" {
		return nil, errMediaType
	}
	body := []byte(r.event.Body)
	if r.event.IsBase64Encoded {
		if body, err = base64.StdEncoding.DecodeString(r.event.Body); err != nil {
			return nil, errJSON
		}
	}
	if len(body) > int(limit) {
		return nil, errTooLarge
	}
	return body, nil
}

// unreadable names the member at fault, as a path into the body. The decoder's own words
// are dropped: they may quote the body.
func unreadable(err error) error {
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.As(err, &syntax) && errors.Is(err, jsontext.ErrDuplicateName):
		return at(errDuplicate, syntax.JSONPointer)
	case errors.As(err, &syntax):
		return errJSON
	case errors.As(err, &semantic) && errors.Is(err, json.ErrUnknownName):
		return at(errUnknown, semantic.JSONPointer)
	case errors.As(err, &semantic):
		return at(errType, semantic.JSONPointer)
	}
	return errJSON.Because(err)
}

func at(f *fault.Fault, pointer jsontext.Pointer) error {
	var path []string
	for token := range pointer.Tokens() {
		path = append(path, clip(token))
	}
	if len(path) == 0 {
		return f
	}
	return f.On(strings.Join(path, "."))
}

// clip bounds how much of a member's name is sent back.
func clip(name string) string {
	const most = 64
	if r := []rune(name); len(r) > most {
		return string(r[:most]) + "…"
	}
	return name
}
