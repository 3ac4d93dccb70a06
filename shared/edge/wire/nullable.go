package wire

import "github.com/go-json-experiment/json"

// Nullable is a member of a request that may be a string, null, or absent; each means something else.
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
