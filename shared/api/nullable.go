package api

import "github.com/go-json-experiment/json"

// Nullable is a member that may be a string, null, or not there, which are three things.
type Nullable struct {
	Given bool
	Value string // empty for null
}

// UnmarshalJSON is called for null, too.
func (n *Nullable) UnmarshalJSON(b []byte) error {
	n.Given = true
	return json.Unmarshal(b, &n.Value)
}
