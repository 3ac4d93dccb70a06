package access

import (
	"encoding/json"
	"net/http"
)

// Refusal is the reason why a request is refused: a problem of RFC 9457, with Latchkey's codes.
type Refusal struct {
	Status       int
	code, detail string
}

// The refusals.
var (
	Missing   = &Refusal{http.StatusUnauthorized, "token_missing", "Sign in first, and send the token as Authorization: Bearer or PRIVATE-TOKEN."}
	Invalid   = &Refusal{http.StatusUnauthorized, "token_invalid", "The token is not valid, or its session has ended. Sign in again."}
	Scheme    = &Refusal{http.StatusUnauthorized, "unsupported_authorization", "The scheme of the Authorization header is not Bearer. Send the token as Authorization: Bearer or PRIVATE-TOKEN."}
	TwoTokens = &Refusal{http.StatusUnauthorized, "two_tokens", "The request has two tokens. Send one, as Authorization: Bearer or as PRIVATE-TOKEN."}
	// AccessToken refuses the copy of a session that programs verify on their own: it cannot be revoked.
	AccessToken = &Refusal{http.StatusUnauthorized, "access_token_not_accepted", "This is an access token, which is for other programs. Send the token of the session."}
	// Weak refuses staff whose second factor is not strong enough yet.
	Weak      = &Refusal{http.StatusForbidden, "factor_required", "Staff need a stronger second factor here. Add one to your account first."}
	forbidden = &Refusal{http.StatusForbidden, "forbidden", "You are not allowed to do this."}
	// Unverified says that the caller could not be verified. The request is refused.
	Unverified = &Refusal{http.StatusServiceUnavailable, "temporarily_unavailable", "It could not be verified who you are. Try again in a moment."}
)

// Body is the problem in JSON.
func (r *Refusal) Body(requestID string) string {
	text, err := json.Marshal(struct {
		Type      string `json:"type"`
		Title     string `json:"title"`
		Status    int    `json:"status"`
		Detail    string `json:"detail"`
		Code      string `json:"code"`
		RequestID string `json:"request_id,omitempty"`
	}{"about:blank", http.StatusText(r.Status), r.Status, r.detail, r.code, requestID})
	if err != nil { // cannot be, of strings and a number
		return ""
	}
	return string(text)
}

// Headers are the headers of the answer.
func (r *Refusal) Headers() map[string]string {
	h := map[string]string{
		"content-type": "application/problem+json", "cache-control": "no-store", "x-content-type-options": "nosniff",
	}
	switch r.Status {
	case http.StatusUnauthorized:
		h["www-authenticate"] = "Bearer"
	case http.StatusServiceUnavailable:
		h["retry-after"] = "1"
	}
	return h
}
