package api

import (
	"bytes"
	"encoding/base64"
	"errors"
	"mime"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"latchkey/shared/domain/fault"
)

// Limit is the size of a body in bytes.
type Limit int

// BodyLimit is for most routes, BulkLimit for those that take many items.
const (
	BodyLimit Limit = 64 << 10
	BulkLimit Limit = 256 << 10
)

var (
	errMediaType = fault.New(fault.UnsupportedMedia, "unsupported_media_type", "Send the body as application/json.")
	errCharset   = fault.New(fault.UnsupportedMedia, "unsupported_charset", "Send the body in UTF-8, and name no other charset.")
	errEncoding  = fault.New(fault.UnsupportedMedia, "unsupported_content_encoding", "Send the body without a Content-Encoding.")

	errTooLarge  = fault.New(fault.TooLarge, "body_too_large", "The body is too large for this route.")
	errJSON      = fault.New(fault.Malformed, "malformed_json", "The body is not well-formed JSON.")
	errUnknown   = fault.New(fault.Malformed, "unknown_member", "The body has a member that this route does not know.")
	errDuplicate = fault.New(fault.Malformed, "duplicate_member", "The body has a member twice.")
	errType      = fault.New(fault.Malformed, "wrong_type", "The body, or one of its members, has the wrong type.")
)

// Decode reads the body strictly. An unknown or misspelt member, a member that stands twice,
// invalid UTF-8 and anything after the value are refused: each of them lets two readers see two
// requests in one.
func Decode[T any](r *Request) (T, error) { return DecodeUpTo[T](r, BodyLimit) }

// DecodeUpTo reads a body of at most so many bytes.
func DecodeUpTo[T any](r *Request, limit Limit) (T, error) {
	var in T
	body, err := r.body(limit)
	if err != nil {
		return in, err
	}
	return in, Read(body, &in)
}

// Read reads a part of a body, such as one item of many, by the same rules.
func Read(text []byte, into any) error {
	if err := json.Unmarshal(text, into, json.RejectUnknownMembers(true), memberRules); err != nil {
		return unreadable(err)
	}
	return nil
}

// byteOrderMark is what editors on Windows write before UTF-8. RFC 8259 §8.1 lets a reader ignore it.
var byteOrderMark = []byte("\ufeff")

func (r *Request) body(limit Limit) ([]byte, error) {
	if err := r.checkMedia(); err != nil {
		return nil, err
	}
	body := []byte(r.event.Body)
	if r.event.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(r.event.Body); err != nil {
			return nil, errJSON
		}
	}
	if len(body) > int(limit) {
		return nil, errTooLarge
	}
	return bytes.TrimPrefix(body, byteOrderMark), nil
}

// checkMedia refuses what the headers say of a body that could only be misread.
func (r *Request) checkMedia() error {
	media, parameters, err := mime.ParseMediaType(r.Header("content-type"))
	if err != nil || media != "application/json" {
		return errMediaType
	}
	if charset, named := parameters["charset"]; named && !strings.EqualFold(charset, "utf-8") {
		return errCharset
	}
	if coding := strings.TrimSpace(r.Header("content-encoding")); coding != "" && !strings.EqualFold(coding, "identity") {
		return errEncoding
	}
	return nil
}

// unreadable names the member at fault, as a path into the body. The decoder's own message
// is dropped: it may quote the body.
func unreadable(err error) error {
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.As(err, &syntax) && errors.Is(err, jsontext.ErrDuplicateName):
		return at(errDuplicate, syntax.JSONPointer)
	case errors.As(err, &syntax):
		return errJSON
	case !errors.As(err, &semantic):
		return errJSON.Because(err)
	case errors.Is(err, json.ErrUnknownName):
		return at(errUnknown, semantic.JSONPointer)
	case errors.Is(err, errNull) && semantic.JSONPointer != "":
		return fault.Check(notNullable(dotted(semantic.JSONPointer)))
	}
	return at(errType, semantic.JSONPointer)
}

func at(f *fault.Fault, pointer jsontext.Pointer) error {
	if pointer == "" {
		return f
	}
	return f.On(dotted(pointer))
}

// dotted writes a path into the body as clients see it: users.1.email.
func dotted(pointer jsontext.Pointer) string {
	var path []string
	for token := range pointer.Tokens() {
		path = append(path, clip(token))
	}
	return strings.Join(path, ".")
}

// clip bounds how much of a member's name is sent back, in characters that an answer can have.
func clip(name string) string {
	const most = 64
	name = strings.ToValidUTF8(name, "\ufffd")
	if r := []rune(name); len(r) > most {
		return string(r[:most]) + "…"
	}
	return name
}
