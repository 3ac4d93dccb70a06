package contract

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Every body and every answer with one has an example. That each fits its schema is a condition of Parse.
func TestEverythingHasAnExample(t *testing.T) {
	c := contractOf(t)
	seen := 0
	look := func(where string, content openapi3.Content) {
		for media, m := range content {
			if m.Schema == nil {
				continue
			}
			if seen++; m.Example == nil {
				t.Errorf("%s: %s has no example", where, media)
			}
		}
	}
	for path, item := range c.document.Paths.Map() {
		for method, o := range item.Operations() {
			if o.RequestBody != nil {
				look(method+" "+path, o.RequestBody.Value.Content)
			}
			for status, answer := range o.Responses.Map() {
				look(method+" "+path+" "+status, answer.Value.Content)
			}
		}
	}
	if seen < 200 {
		t.Errorf("only %d places were looked at", seen)
	}
}

// An example that its schema does not allow makes the contract none.
func TestExamplesThatDoNotFit(t *testing.T) {
	for from, to := range map[string]string{
		"example: {username: mary, password: velvet":  "example: {user: mary, password: velvet",
		"example: {pin: '204816'}":                    "example: {pin: 204816}",
		"example: {valid: true}":                      "example: {valid: yes indeed}",
		"example: {status: ok}":                       "example: {status: fine}",
		"code: last_admin, request_id":                "code: first_admin, request_id",
		"expires_at: '2026-03-02T09:06:00Z'}":         "expires_at: tomorrow}",
		"used_by: 4503599627370495, hint: Gxwd}":      "used_by: 4503599627370495, hint: Gxwd, key_hash: x}",
		"title: Gone, status: 410, detail: This link": "title: Gone, status: 404, detail: This link",
		"example: {message: Service Unavailable}":     "example: {message: Service Unavailable, stack: x}",
	} {
		if _, err := Parse(changed(t, from, to)); err == nil {
			t.Errorf("nobody notices %q", to)
		}
	}
}
