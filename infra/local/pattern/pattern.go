// Package pattern reads event patterns, as pipes filter by them and rules choose by them.
package pattern

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Pattern is an event pattern of EventBridge: a member is one of the values that are listed for it, or,
// where the event has a list, has one of them in it.
type Pattern map[string]any

// Parse refuses what is not a value: comparisons by prefix, number and the like.
func Parse(text string) (Pattern, error) {
	var p Pattern
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return nil, fmt.Errorf("the filter %s: %w", text, err)
	}
	return p, p.check()
}

func (p Pattern) check() error {
	for name, wanted := range p {
		switch wanted := wanted.(type) {
		case map[string]any:
			if err := Pattern(wanted).check(); err != nil {
				return err
			}
		case []any:
			for _, value := range wanted {
				if _, isText := value.(string); !isText {
					return fmt.Errorf("the filter of %s: only text is compared", name)
				}
			}
		default:
			return fmt.Errorf("the filter of %s is neither a list nor a mapping", name)
		}
	}
	return nil
}

// Matches says whether an event is one that is wanted.
func (p Pattern) Matches(event map[string]any) bool {
	for name, wanted := range p {
		switch wanted := wanted.(type) {
		case map[string]any:
			inner, _ := event[name].(map[string]any)
			if !Pattern(wanted).Matches(inner) {
				return false
			}
		case []any:
			if !among(wanted, event[name]) {
				return false
			}
		}
	}
	return true
}

func among(wanted []any, value any) bool {
	list, isList := value.([]any)
	if !isList {
		list = []any{value}
	}
	return slices.ContainsFunc(list, func(v any) bool {
		text, isText := v.(string)
		return isText && slices.Contains(wanted, any(text))
	})
}
