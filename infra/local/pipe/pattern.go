package pipe

import (
	"encoding/json"
	"fmt"
	"slices"
)

// pattern is an event pattern of EventBridge: a member is one of the values that are listed for it.
type pattern map[string]any

// parsePattern refuses what is not a value: comparisons by prefix, number and the like.
func parsePattern(text string) (pattern, error) {
	var p pattern
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return nil, fmt.Errorf("the filter %s: %w", text, err)
	}
	return p, p.check()
}

func (p pattern) check() error {
	for name, wanted := range p {
		switch wanted := wanted.(type) {
		case map[string]any:
			if err := pattern(wanted).check(); err != nil {
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

func (p pattern) matches(event map[string]any) bool {
	for name, wanted := range p {
		switch wanted := wanted.(type) {
		case map[string]any:
			inner, _ := event[name].(map[string]any)
			if !pattern(wanted).matches(inner) {
				return false
			}
		case []any:
			if !slices.Contains(wanted, event[name]) {
				return false
			}
		}
	}
	return true
}
