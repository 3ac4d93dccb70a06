package pipe

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// path is a JSON path in an input template, as far as pipes read them: names and dots.
var path = regexp.MustCompile(`<\$((?:\.[A-Za-z0-9_-]+)+)>`)

// checkInput refuses a template in which something is left that looks like a path, or that makes no JSON.
func checkInput(template string) error {
	filled := path.ReplaceAllLiteralString(template, "x")
	if strings.ContainsAny(filled, "<>") || !json.Valid([]byte(filled)) {
		return fmt.Errorf("the input template %q is not read", template)
	}
	return nil
}

// transform fills an input template in. What a path leads to is text, in the quotes of the template;
// where it leads to nothing, the text is empty.
func transform(template string, event map[string]any) json.RawMessage {
	return json.RawMessage(path.ReplaceAllStringFunc(template, func(found string) string {
		var at any = event
		for name := range strings.SplitSeq(path.FindStringSubmatch(found)[1][1:], ".") {
			members, _ := at.(map[string]any)
			at = members[name]
		}
		text, _ := at.(string)
		quoted, _ := json.Marshal(text) // text can be written
		return strings.Trim(string(quoted), `"`)
	}))
}
