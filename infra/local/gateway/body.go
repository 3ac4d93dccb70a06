package gateway

import (
	"encoding/base64"
	"mime"
	"strings"
	"unicode/utf8"
)

// encodeBody gives text as it is and anything else in base64. A body that calls itself
// text and is not UTF-8 goes in base64 too, because JSON would alter it.
func encodeBody(contentType string, body []byte) (text string, encoded bool) {
	if len(body) == 0 || isText(contentType) && utf8.Valid(body) {
		return string(body), false
	}
	return base64.StdEncoding.EncodeToString(body), true
}

func isText(contentType string) bool {
	if contentType == "" {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media = strings.ToLower(strings.TrimSpace(strings.Split(contentType, ";")[0]))
	}
	switch media {
	case "application/json", "application/xml", "application/javascript":
		return true
	}
	return strings.HasPrefix(media, "text/") || strings.HasSuffix(media, "+json")
}
