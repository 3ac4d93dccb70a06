package acceptance

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"latchkey/infra/contract/document"
	"latchkey/infra/testing/proof"
)

// operations are the routes, and who may call them by the contract.
func operations(t *testing.T) []document.Operation {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(root, "functions/openapi/openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	return d.Operations()
}

// refusal is the status for a caller who may not use a route; 0 for one who may.
func refusal(callers []string, role string) int {
	switch {
	case slices.Contains(callers, "anyone"):
		return 0
	case role == "":
		return 401
	case slices.ContainsFunc([]string{"user", "self", role}, func(who string) bool { return slices.Contains(callers, who) }):
		return 0
	}
	return 403
}

// The method, the path and the token decide, whatever else is in a request. Nothing else of it is
// in the log.
func TestNothingIsReadIntoARequest(t *testing.T) {
	s := startNew(t)
	s.account(t, "mary", false)
	mary := s.token(t, "mary")
	attacks := proof.Count(t, proof.Attacks)
	const forged = `x", "forged": "yes"} {"forged": "yes"}`
	hostile := `{"username":"x\n{\"forged\":\"yes\"}\u2028\u001b[31m","password":"forged forged forged"}`
	for _, c := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
	}{
		{"R-30: a token in the query", "GET", "/users/me?token=" + mary + "&private_token=" + mary, "", nil, 401},
		{"R-30, R-124: a token in a cookie", "GET", "/users/me", "", []string{"Cookie", "token=" + mary + "; session=" + mary}, 401},
		{"R-30: a password in the query", "POST", "/users/login?username=mary&password=" + strings.ReplaceAll(password, " ", "+"), "", nil, 415},
		{"R-123: asked by a page of another site", "OPTIONS", "/users/login", "", []string{"Origin", "null", "Access-Control-Request-Method", "POST"}, 404},
		{"R-124: a PIN revoked by GET", "GET", "/api/v4/users/me/support_pin/revoke", "", []string{"PRIVATE-TOKEN", mary}, 404},
		{"R-124: a password by GET", "GET", "/password-reset/confirm", "", nil, 404},
		{"R-127: an odd method", "TRACE", "/users/me", "", []string{"PRIVATE-TOKEN", mary}, 404},
		{"R-144: a line end in a name", "POST", "/users/login", hostile, []string{"User-Agent", forged, "Idempotency-Key", forged}, 401},
		{"R-144: a line end in a path", "GET", "/users/x%0A%7B%22forged%22:1%7D", "", []string{"PRIVATE-TOKEN", mary}, 404},
		{"R-141: a right that the caller lacks", "GET", "/api/v1/admin/users", "", []string{"PRIVATE-TOKEN", mary}, 403},
		{"R-141: what cannot be", "POST", "/users/login", `{}`, nil, 422},

		{"R-127: another method in a header", "GET", "/users/me?_method=DELETE", "",
			[]string{"PRIVATE-TOKEN", mary, "X-HTTP-Method-Override", "DELETE", "X-Method-Override", "DELETE", "X-HTTP-Method", "DELETE"}, 200},
	} {
		attacks.Add(1)
		a := s.do(t, c.method, c.path, c.body, c.headers...)
		if a.status != c.status || a.header.Get("Access-Control-Allow-Origin")+a.header.Get("Access-Control-Allow-Methods") != "" {
			t.Errorf("%s: %d %s %v, want %d", c.name, a.status, a.body, a.header, c.status)
		}
	}

	noted := map[string]bool{}
	for _, line := range s.lines(t) {
		if code, ok := line["code"].(string); ok && line["request_id"] != "" && fromHere(line["address"]) {
			noted[code] = true
		}
		if _, ok := line["forged"]; ok {
			t.Errorf("R-144: a client wrote %v", line)
		}
	}
	for _, code := range []string{"token_missing", "forbidden", "invalid_credentials", "invalid_fields"} {
		if !noted[code] {
			t.Errorf("R-141: nothing is noted of %s", code)
		}
	}
	if strings.Contains(s.log.String(), "yes") {
		t.Error("R-144: the words of a client are in the log")
	}
}
