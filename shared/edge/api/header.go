package api

import "strings"

// lowered gives headers the names by which they are looked up. The gateway gives them in lower
// case, and `sam local start-api`, which stands in for it on a developer's machine, does not.
func lowered(headers map[string]string) map[string]string {
	out := make(map[string]string, len(headers))
	for name, value := range headers {
		out[strings.ToLower(name)] = value
	}
	return out
}
