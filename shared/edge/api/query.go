package api

import (
	"maps"
	"slices"

	"latchkey/shared/domain/fault"
)

var errParameter = fault.New(fault.Malformed, "unknown_parameter", "The query has a parameter that this route does not know.")

// OnlyParameters refuses a query with any other parameter than these: a misspelt filter would
// be ignored, and the list would show too much.
func (r *Request) OnlyParameters(known ...string) error {
	for _, name := range slices.Sorted(maps.Keys(r.event.QueryStringParameters)) {
		if !slices.Contains(known, name) {
			return errParameter.On(clip(name))
		}
	}
	return nil
}
