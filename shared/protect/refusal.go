package protect

import (
	"encoding/json"
	"net/http"
)

// refusal is why somebody is not let in: a problem of RFC 9457, with Latchkey's codes.
type refusal struct {
	status       int
	code, detail string
}

var (
	missing   = &refusal{http.StatusUnauthorized, "token_missing", "Sign in first, and send the token as Authorization: Bearer or PRIVATE-TOKEN."}
	invalid   = &refusal{http.StatusUnauthorized, "token_invalid", "The token is not valid, or its session is over. Sign in again."}
	scheme    = &refusal{http.StatusUnauthorized, "unsupported_authorization", "The Authorization header bears no token: its scheme is not Bearer. Send the token as Authorization: Bearer or PRIVATE-TOKEN."}
	twoTokens = &refusal{http.StatusUnauthorized, "two_tokens", "There are two tokens. Send one, as Authorization: Bearer or as PRIVATE-TOKEN."}
	forbidden = &refusal{http.StatusForbidden, "forbidden", "You are not allowed to do this."}
	// unverified says that it could not be found out who calls. The door stays shut.
	unverified = &refusal{http.StatusServiceUnavailable, "temporarily_unavailable", "It could not be verified who you are. Try again in a moment."}
)

func (r *refusal) body(requestID string) string {
	text, err := json.Marshal(struct {
		Type      string `json:"type"`
		Title     string `json:"title"`
		Status    int    `json:"status"`
		Detail    string `json:"detail"`
		Code      string `json:"code"`
		RequestID string `json:"request_id,omitempty"`
	}{"about:blank", http.StatusText(r.status), r.status, r.detail, r.code, requestID})
	if err != nil { // cannot be, of strings and a number
		return ""
	}
	return string(text)
}

func (r *refusal) headers() map[string]string {
	h := map[string]string{
		"content-type": "application/problem+json", "cache-control": "no-store", "x-content-type-options": "nosniff",
	}
	switch r.status {
	case http.StatusUnauthorized:
		h["www-authenticate"] = "Bearer"
	case http.StatusServiceUnavailable:
		h["retry-after"] = "1"
	}
	return h
}
