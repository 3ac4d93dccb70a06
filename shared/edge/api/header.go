package api

import "strings"

// lowered gives headers their names in lower case. The gateway does so, and `sam local start-api`,
// which stands in for it on a developer's machine, does not.
func lowered(headers map[string]string) map[string]string {
	out := make(map[string]string, len(headers))
	for name, value := range headers {
		out[strings.ToLower(name)] = value
	}
	return out
}
