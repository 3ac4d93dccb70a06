package api

import (
	"encoding/base64"
	"strconv"

	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/keyed"
	"latchkey/shared/domain/token"
)

// The most and the usual number of entries on a page of a list.
const (
	mostOnPage  = 100
	usualOnPage = 25
)

var (
	errCursor = fault.New(fault.Malformed, "invalid_cursor", "The cursor is not from this list. Start again without one.")
	badLimit  = fault.Field{Name: "limit", Code: "invalid_limit", Detail: "The limit is a whole number from 1 to 100."}
)

// Part is which part of a list is asked for.
type Part struct {
	Limit int
	After string // names the last entry of the page before; empty at the beginning
}

// Cursors say where a list goes on after a page. They carry a keyed hash, so that no client makes one,
// or uses one with another list.
type Cursors struct {
	key  keyed.Key
	list string
}

const sealLength = 16

var cursorEncoding = base64.RawURLEncoding.Strict()

// NewCursors derives the key from the service's secret.
func NewCursors(secret, list string) (Cursors, error) {
	k, err := keyed.Derive(secret, "cursors")
	return Cursors{k, list}, err
}

// Part reads limit and cursor. One that is there and empty is refused: a client that sends
// it means to go on, and would begin again for ever.
func (c Cursors) Part(r *Request) (Part, error) {
	part := Part{Limit: usualOnPage}
	if given, ok := r.event.QueryStringParameters["limit"]; ok {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 || n > mostOnPage || strconv.Itoa(n) != given {
			return Part{}, fault.Check(badLimit)
		}
		part.Limit = n
	}
	if given, ok := r.event.QueryStringParameters["cursor"]; ok {
		after, ok := c.open(given)
		if !ok {
			return Part{}, errCursor
		}
		part.After = after
	}
	return part, nil
}

// Next is the cursor after the last entry of a page; null when nothing follows.
func (c Cursors) Next(last string) *string {
	if last == "" {
		return nil
	}
	sealed := cursorEncoding.EncodeToString(append(c.seal(last), last...))
	return &sealed
}

func (c Cursors) open(cursor string) (after string, ok bool) {
	b, err := cursorEncoding.DecodeString(cursor)
	if err != nil || len(b) <= sealLength || cursorEncoding.EncodeToString(b) != cursor {
		return "", false
	}
	after = string(b[sealLength:])
	return after, token.Equal(string(b[:sealLength]), string(c.seal(after)))
}

func (c Cursors) seal(after string) []byte { return c.key.Hash(c.list, after)[:sealLength] }
