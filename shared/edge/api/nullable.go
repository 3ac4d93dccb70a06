package api

import (
	"time"

	"github.com/go-json-experiment/json"
)

// Nullable is a member that may be a string, null, or not there, which are three things.
type Nullable struct {
	Given bool
	Null  bool
	Value string // empty for null
}

// TakesNull lets null through to UnmarshalJSON.
func (*Nullable) TakesNull() {}

// UnmarshalJSON is called for null, too.
func (n *Nullable) UnmarshalJSON(b []byte) error {
	n.Given, n.Null = true, string(b) == "null"
	return json.Unmarshal(b, &n.Value)
}

// orNull is a text on the wire, null when it is empty.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// instant is a time on the wire: RFC 3339 in UTC to the second, null when there is none.
func instant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Truncate(time.Second).Format(time.RFC3339)
	return &s
}
