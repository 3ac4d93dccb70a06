package gateway

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"latchkey/infra/template"
)

// The kinds of a path segment, the more specific first.
const (
	static = iota
	parameter
	greedy
)

type segment struct {
	kind int
	text string // what a static one says, or the name of a parameter
}

type route struct {
	template.Route
	segments []segment
}

// match is the route of a request and what its parameters stand for.
type match struct {
	template.Route
	parameters map[string]string
}

// sortedRoutes puts the routes in the order in which API Gateway prefers them: full
// matches, then parameters, then greedy ones, then $default; a method before ANY.
func sortedRoutes(routes []template.Route) []route {
	var sorted []route
	for _, r := range routes {
		sorted = append(sorted, route{Route: r, segments: parsePath(r.Path)})
	}
	slices.SortStableFunc(sorted, func(a, b route) int {
		return cmp.Or(
			compareBool(a.Path == "", b.Path == ""),
			slices.CompareFunc(a.segments, b.segments, func(a, b segment) int { return cmp.Compare(a.kind, b.kind) }),
			compareBool(a.Method == "ANY", b.Method == "ANY"),
		)
	})
	return sorted
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func parsePath(path string) []segment {
	if path == "" {
		return nil
	}
	var segments []segment
	for text := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		name, isParameter := strings.CutPrefix(text, "{")
		name = strings.TrimSuffix(name, "}")
		switch {
		case !isParameter:
			segments = append(segments, segment{static, text})
		case strings.HasSuffix(name, "+"):
			segments = append(segments, segment{greedy, strings.TrimSuffix(name, "+")})
		default:
			segments = append(segments, segment{parameter, name})
		}
	}
	return segments
}

// find gives the first route that fits. The path is still escaped, so that a slash inside
// a parameter does not end it.
func find(routes []route, method, escapedPath string) (match, bool) {
	parts := strings.Split(strings.TrimPrefix(escapedPath, "/"), "/")
	for i := range parts {
		if decoded, err := url.PathUnescape(parts[i]); err == nil {
			parts[i] = decoded
		}
	}
	for _, r := range routes {
		if r.Method != "ANY" && r.Method != method && r.Path != "" {
			continue
		}
		if parameters, ok := r.fits(parts); ok {
			return match{Route: r.Route, parameters: parameters}, true
		}
	}
	return match{}, false
}

func (r route) fits(parts []string) (map[string]string, bool) {
	if r.Path == "" { // $default
		return nil, true
	}
	parameters := map[string]string{}
	for i, s := range r.segments {
		switch {
		case i >= len(parts):
			return nil, false
		case s.kind == greedy:
			rest := strings.Join(parts[i:], "/")
			parameters[s.text] = rest
			return parameters, rest != ""
		case s.kind == parameter && parts[i] != "":
			parameters[s.text] = parts[i]
		case s.kind == parameter, s.text != parts[i]:
			return nil, false
		}
	}
	return parameters, len(parts) == len(r.segments)
}
