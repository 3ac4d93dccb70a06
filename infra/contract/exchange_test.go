package contract

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

const (
	mary = `{"id":7,"username":"mary","email":"mary@example.com","email_confirmed":true,"phone_number":null,"phone_confirmed":false,` +
		`"2fa":true,"2fa_method":"email","role":"user","status":"active","language":"en","email_otp_required_after":null,` +
		`"created_at":"2026-03-01T09:00:00Z","updated_at":"2026-03-01T09:00:00Z","last_login":null}`
	challenge = `{"id":"x","purpose":"change_email","method":"email","methods":["email"],"channel":"email","sent_to":"m***@example.org","expires_at":"2026-03-01T09:15:00Z","resend_after":"2026-03-01T09:06:00Z"}`
	notFound  = `{"type":"about:blank","title":"Not Found","status":404,"detail":"x","code":"user_not_found","request_id":"x","message":"x"}`
	busy      = `{"type":"about:blank","title":"x","status":503,"detail":"x","code":"temporarily_unavailable","request_id":"x","message":"x"}`
	gateway   = `{"message":"Service Unavailable"}`
	answered  = `{"challenge_id":"x","code":"123456"}`
)

// exchange makes one; headers of the answer are pairs of name and value.
func exchange(method, path, sent string, status int, body string, headers ...string) Exchange {
	r := httptest.NewRequest(method, path, strings.NewReader(sent))
	if sent != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	e := Exchange{Request: r, Sent: []byte(sent), Status: status, Header: http.Header{}, Body: []byte(body)}
	for i := 0; i+1 < len(headers); i += 2 {
		e.Header.Set(headers[i], headers[i+1])
	}
	return e
}

func ok(method, path, sent string, status int, body string) Exchange {
	return exchange(method, path, sent, status, body, "X-Request-Id", "x", "Content-Type", "application/json", "X-User-Id", "7", "X-User-Role", "user", "X-Session-Id", "x")
}

func refusal(method, path, sent string, status int, body string, headers ...string) Exchange {
	return exchange(method, path, sent, status, body, append(headers, "X-Request-Id", "x", "Content-Type", "application/problem+json")...)
}

func byGateway(method, path string, status int, body string) Exchange {
	return exchange(method, path, "", status, body, "Content-Type", "application/json")
}

// with replaces something in a text that has it.
func with(text, from, to string) string {
	if !strings.Contains(text, from) {
		panic("there is no " + from)
	}
	return strings.Replace(text, from, to, 1)
}

// Everything that the contract does not list is found.
func TestExchangesThatBreakTheContract(t *testing.T) {
	c := contractOf(t)
	for name, e := range map[string]Exchange{
		"an item that was done":        ok("PATCH", "/users/bulk", `{"users":[{"id":7,"role":"owner"}]}`, 207, `{"result":"done","results":[{"index":0,"status":200,"user":`+mary+`}]}`),
		"a route":                      ok("GET", "/users/7/friends", "", 200, mary),
		"a method":                     ok("PUT", "/users/7", "", 200, mary),
		"a status":                     ok("GET", "/users/7", "", 206, mary),
		"a refusal's status":           refusal("GET", "/users/7", "", 418, with(notFound, "404", "418")),
		"a success of another route":   ok("GET", "/users/7", "", 204, ""),
		"a member":                     ok("GET", "/users/7", "", 200, with(mary, `{"id"`, `{"password_hash":"x","id"`)),
		"a member that is missing":     ok("GET", "/users/7", "", 200, with(mary, `"role":"user",`, "")),
		"a type":                       ok("GET", "/users/7", "", 200, with(mary, `"id":7`, `"id":"7"`)),
		"a null":                       ok("GET", "/users/7", "", 200, with(mary, `"email":"mary@example.com"`, `"email":null`)),
		"a role":                       ok("GET", "/users/7", "", 200, with(mary, `"user"`, `"owner"`)),
		"a time":                       ok("GET", "/users/7", "", 200, with(mary, `"2026-03-01T09:00:00Z"`, `"2026-03-01T10:00:00+01:00"`)),
		"no name of the request":       exchange("GET", "/users/7", "", 200, mary, "Content-Type", "application/json"),
		"no id of the caller":          exchange("GET", "/users/7", "", 200, mary, "X-Request-Id", "x", "Content-Type", "application/json", "X-User-Role", "user", "X-Session-Id", "x"),
		"a role of the caller":         exchange("GET", "/users/7", "", 200, mary, "X-Request-Id", "x", "Content-Type", "application/json", "X-User-Id", "7", "X-User-Role", "owner", "X-Session-Id", "x"),
		"a media type":                 exchange("GET", "/users/7", "", 200, mary, "X-Request-Id", "x", "Content-Type", "text/plain"),
		"no media type":                exchange("GET", "/users/7", "", 200, mary, "X-Request-Id", "x"),
		"no JSON":                      ok("GET", "/users/7", "", 200, "<p>"),
		"a body where there is none":   ok("POST", "/users/logout", "", 204, `{}`),
		"a code":                       refusal("GET", "/users/7", "", 404, with(notFound, "user_not_found", "no_such_user")),
		"a code of another status":     refusal("GET", "/users/7", "", 404, with(notFound, "user_not_found", "forbidden")),
		"another status in the body":   refusal("GET", "/users/7", "", 404, with(notFound, "404", "410")),
		"a member of a problem":        refusal("GET", "/users/7", "", 404, with(notFound, `{`, `{"stack":"x",`)),
		"a code of a field":            refusal("POST", "/2fa", `{}`, 422, with(with(with(notFound, "404", "422"), "user_not_found", "invalid_fields"), `{`, `{"errors":[{"field":"x","code":"odd","detail":"x"}],`)),
		"no Retry-After":               refusal("GET", "/users/7", "", 503, busy),
		"a Retry-After in words":       refusal("GET", "/users/7", "", 503, busy, "Retry-After", "soon"),
		"no WWW-Authenticate":          refusal("GET", "/users/7", "", 401, with(with(notFound, "404", "401"), "user_not_found", "token_invalid")),
		"a refusal that is no problem": ok("GET", "/users/7", "", 503, gateway),
		"no route, says the gateway":   byGateway("GET", "/users/7", 404, `{"message":"Not Found"}`),
		"the gateway lets nobody in":   byGateway("GET", "/users/7", 403, `{"message":"Forbidden"}`),
		"the gateway says more":        byGateway("GET", "/users/7", 503, `{"message":"x","stack":"y"}`),
		"nowhere, and more is said":    byGateway("GET", "/nowhere", 404, `{"message":"Not Found","hint":"x"}`),
		"nowhere, and it works":        byGateway("GET", "/nowhere", 200, `{"message":"x"}`),
		"a preflight that says more":   byGateway("OPTIONS", "/users/7", 204, "x"),
		"a preflight by a function":    ok("OPTIONS", "/users/7", "", 204, ""),
		"a challenge with any problem": refusal("GET", "/users/7", "", 404, with(notFound, `{`, `{"challenge":{},`)),
		"done without a body":          ok("POST", "/users/confirm", ``, 200, mary),
		"done with another member":     ok("POST", "/users/confirm", with(answered, `{`, `{"x":1,`), 200, mary),
		"done without a member":        ok("POST", "/users/confirm", `{"code":"123456"}`, 200, mary),
		"done with another type":       ok("POST", "/users/confirm", with(answered, `"123456"`, `123456`), 200, mary),
		"done with an odd path":        ok("GET", "/users/0", "", 200, mary),
		"done with an odd query":       ok("GET", "/api/v1/admin/users?limit=0", "", 200, `{"users":[],"next_cursor":null}`),
		"no result":                    ok("PATCH", "/users/7", `{"username":"mary"}`, 200, mary),
		"a result without its members": ok("PATCH", "/users/7", `{"username":"mary"}`, 200, `{"result":"done"}`),
		"a result without some":        ok("PATCH", "/users/7", `{"username":"mary"}`, 200, with(with(mary, `{`, `{"result":"done","profile":null,"metadata":null,`), `"role":"user",`, "")),
		"a result with others":         ok("PATCH", "/users/7", `{"username":"mary"}`, 200, with(mary, `{`, `{"result":"done","challenge":`+challenge+`,`)),
		"a result of another status":   ok("PATCH", "/users/7", `{"username":"mary"}`, 200, `{"result":"challenge","challenge":`+challenge+`}`),
		"a result of another route":    ok("PATCH", "/users/7", `{"username":"mary"}`, 200, with(mary, `{`, `{"result":"session",`)),
		"done with half of a pair":     ok("POST", "/users/register", `{"username":"mary","email":"mary@example.com","password":"velvet tractor","2fa_method":"email"}`, 201, `{"user":`+mary+`,"challenge":null}`),
		"a key with a member":          ok("GET", "/api/v1/admin/registration-keys", "", 200, `{"keys":[{"id":7,"note":null,"email":null,"active":true,"expires_at":"2026-03-08T09:00:00Z","created_at":"2026-03-01T09:00:00Z","updated_at":"2026-03-01T09:00:00Z","used_by":null,"hint":"Gxwd","key_hash":"x"}],"next_cursor":null}`),
	} {
		if c.Check(t.Context(), e) == nil {
			t.Errorf("%s: nobody notices", name)
		}
	}
}

func TestExchangesThatKeepTheContract(t *testing.T) {
	c := contractOf(t)
	for name, e := range map[string]Exchange{
		"a user":                     ok("GET", "/users/me", "", 200, mary),
		"a change":                   ok("PATCH", "/users/7", `{"username":"mary"}`, 200, with(mary, `{`, `{"result":"done","profile":null,"metadata":null,`)),
		"a change that needs a code": ok("PATCH", "/users/7", `{"email":"mary@example.org"}`, 202, `{"result":"challenge","challenge":`+challenge+`}`),
		"both of a pair":             ok("POST", "/users/register", `{"username":"mary","email":"mary@example.com","password":"velvet tractor","2fa":true,"2fa_method":"email"}`, 201, `{"user":`+mary+`,"challenge":null}`),
		"nothing":                    ok("POST", "/users/logout", "", 204, ""),
		"a refusal":                  refusal("GET", "/users/7", "", 404, notFound),
		"a refusal of any request":   refusal("POST", "/users/confirm", `{"x":1}`, 400, with(with(notFound, "404", "400"), "user_not_found", "unknown_member")),
		"busy":                       refusal("GET", "/users/7", "", 503, busy, "Retry-After", "1"),
		"the gateway is busy":        byGateway("GET", "/users/7", 503, gateway),
		"the head is too large":      byGateway("GET", "/users/7", 431, `{"message":"Request Header Fields Too Large"}`),
		"a function has died":        byGateway("GET", "/health", 500, `{"message":"Internal Server Error"}`),
		"nowhere":                    byGateway("GET", "/nowhere", 404, `{"message":"Not Found"}`),
		"a preflight":                byGateway("OPTIONS", "/users/7", 204, ""),
		"a preflight without CORS":   byGateway("OPTIONS", "/users/7", 404, `{"message":"Not Found"}`),
		"an item that was refused":   ok("PATCH", "/users/bulk", `{"users":[{"id":7,"role":"user"},{"id":"7"}]}`, 207, `{"result":"done","results":[{"index":0,"status":200,"user":`+mary+`},{"index":1,"status":404,"problem":`+notFound+`}]}`),
		"items all refused":          ok("PATCH", "/users/bulk", `{"users":[null]}`, 207, `{"result":"done","results":[{"index":0,"status":404,"problem":`+notFound+`}]}`),
		"a static path beats a name": byGateway("PUT", "/users/bulk", 404, `{"message":"Not Found"}`),
		"a page":                     exchange("GET", "/docs", "", 200, "<p>", "X-Request-Id", "x", "Content-Type", "text/html; charset=utf-8", "Content-Security-Policy", "x"),
	} {
		if err := c.Check(t.Context(), e); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// With less in the contract, an exchange that was fine is found.
func TestAContractThatListsLess(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string
		e        Exchange
	}{
		"a route":  {"  /users/{id}:\n", "  /people/{id}:\n", ok("GET", "/users/7", "", 200, mary)},
		"a status": {"        '404': {$ref: '#/components/responses/UserNotFound'}\n", "", refusal("GET", "/users/7", "", 404, notFound)},
		"a member": {"        role: {$ref: '#/components/schemas/Role'}\n        status: {$ref: '#/components/schemas/Status'}\n        language", "        status: {$ref: '#/components/schemas/Status'}\n        language", ok("GET", "/users/7", "", 200, mary)},
		"a code":   {"code: {type: string, enum: [user_not_found]}", "code: {type: string, enum: [nobody]}", refusal("GET", "/users/7", "", 404, notFound)},
	} {
		less := changed(t, c.from, c.to)
		contract, err := parse(less, openapi3.DisableExamplesValidation())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if contract.Check(t.Context(), c.e) == nil {
			t.Errorf("%s: nobody notices", name)
		}
	}
}
