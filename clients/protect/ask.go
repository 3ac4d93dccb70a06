package protect

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"latchkey/clients/protect/internal/access"
)

// tokenHeader is the header with the token. A value that is not a token of Latchkey is not sent to
// Latchkey: it may be a password, or a token for another service.
func tokenHeader(h http.Header) (name string, refused *access.Refusal) {
	bearers, strangers := bearersOf(h.Values("Authorization"))
	private := h.Values("PRIVATE-TOKEN")
	switch tokens := len(bearers) + len(private); {
	case tokens > 1: // it would be unclear which one counts
		return "", access.TwoTokens
	case tokens == 0 && strangers:
		return "", access.Scheme
	case tokens == 0:
		return "", access.Missing
	}
	name = "PRIVATE-TOKEN"
	if len(bearers) == 1 {
		name = "Authorization"
	}
	token := strings.Join(append(bearers, private...), "")
	switch {
	case strings.HasPrefix(token, "eyJ") && strings.Count(token, ".") == 2:
		return "", access.AccessToken
	case !strings.HasPrefix(token, "lks_") || len(token) > 512:
		return "", access.Invalid
	}
	return name, nil
}

// bearersOf gives the tokens of Authorization headers, and whether there are headers of another
// scheme. A proxy or a .netrc file may add those, so a PRIVATE-TOKEN is accepted next to them.
func bearersOf(authorizations []string) (bearers []string, strangers bool) {
	for _, a := range authorizations {
		scheme, rest, _ := strings.Cut(strings.TrimSpace(a), " ")
		if !strings.EqualFold(scheme, "Bearer") {
			strangers = true
			continue
		}
		bearers = append(bearers, strings.TrimSpace(rest))
	}
	return bearers, strangers
}

var (
	errUnauthorized = errors.New("protect: Latchkey has no such session")
	// errWeak is of staff who have to add a factor. They read their own account for that, and are named in no
	// header: until then, they are nobody to other programs.
	errWeak = errors.New("protect: Latchkey asks this user for a stronger factor")
)

// ask sends the token to Latchkey, and nothing else of the request.
func (g *Guard) ask(r *http.Request, name string) (Caller, error) {
	question, err := http.NewRequestWithContext(r.Context(), http.MethodGet, g.me, nil)
	if err != nil {
		return Caller{}, fmt.Errorf("protect: ask Latchkey: %w", err)
	}
	question.Header.Set(name, r.Header.Get(name))
	answer, err := g.client.Do(question)
	if err != nil {
		return Caller{}, fmt.Errorf("protect: ask Latchkey: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	switch {
	case answer.StatusCode == http.StatusOK && answer.Header.Get("X-User-Id") == "":
		return Caller{}, errWeak
	case answer.StatusCode == http.StatusOK:
		return read(answer.Body)
	case answer.StatusCode == http.StatusUnauthorized:
		return Caller{}, errUnauthorized
	}
	return Caller{}, fmt.Errorf("protect: Latchkey answered %d", answer.StatusCode)
}

// read reads the caller from the answer, which is a user. An answer that is longer than any user is
// truncated, and then it is not valid JSON.
func read(body io.Reader) (Caller, error) {
	const most = 64 << 10
	var user struct {
		ID   int64  `json:"id"`
		Role string `json:"role"`
	}
	if err := json.NewDecoder(io.LimitReader(body, most)).Decode(&user); err != nil {
		return Caller{}, fmt.Errorf("protect: Latchkey's answer: %w", err)
	}
	if user.ID <= 0 || user.Role == "" {
		return Caller{}, errors.New("protect: Latchkey's answer is not a user")
	}
	return Caller{UserID: user.ID, Role: user.Role}, nil
}
