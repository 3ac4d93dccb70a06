package api_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"latchkey/shared/api"
)

type registration struct {
	Username string `json:"username"`
	Wanted   bool   `json:"2fa"`
	Items    []struct {
		Name string `json:"name"`
	} `json:"items"`
}

// one request is read in one way, or not at all.
func TestDecode(t *testing.T) {
	const good = `{"username":"mary","2fa":true}`
	for _, c := range []struct {
		name, media, body string
		base64            bool
		status            int
		code, field       string
	}{
		{"no media type", "", good, false, 415, "unsupported_media_type", ""},
		{"a form", "application/x-www-form-urlencoded", "username=mary", false, 415, "unsupported_media_type", ""},
		{"text", "text/plain", good, false, 415, "unsupported_media_type", ""},
		{"a byte too many", "application/json", `{"username":"` + strings.Repeat("a", 64<<10-14) + `"}`, false, 413, "body_too_large", ""},
		{"nothing", "application/json", "", false, 400, "malformed_json", ""},
		{"half", "application/json", `{"username":"ma`, false, 400, "malformed_json", ""},
		{"two values", "application/json", good + good, false, 400, "malformed_json", ""},
		{"something after it", "application/json", good + "x", false, 400, "malformed_json", ""},
		{"a byte order mark", "application/json", "\ufeff" + good, false, 400, "malformed_json", ""},
		{"invalid UTF-8", "application/json", "{\"username\":\"a\xff\"}", false, 400, "malformed_json", ""},
		{"half a surrogate", "application/json", `{"username":"a\ud800"}`, false, 400, "malformed_json", ""},
		{"not a number", "application/json", `{"2fa":NaN}`, false, 400, "malformed_json", ""},
		{"a list", "application/json", `[]`, false, 400, "wrong_type", ""},
		{"5,000 lists", "application/json", strings.Repeat("[", 5000) + strings.Repeat("]", 5000), false, 400, "wrong_type", ""},
		{"unknown", "application/json", `{"username":"mary","role":"admin"}`, false, 400, "unknown_member", "role"},
		{"upper case", "application/json", `{"USERNAME":"mary"}`, false, 400, "unknown_member", "USERNAME"},
		{"a long s", "application/json", `{"uſername":"mary"}`, false, 400, "unknown_member", "uſername"},
		{"twice", "application/json", `{"username":"mary","username":"root"}`, false, 400, "duplicate_member", "username"},
		{"twice, once escaped", "application/json", `{"username":"mary","\u0075sername":"root"}`, false, 400, "duplicate_member", "username"},
		{"a number for a string", "application/json", `{"username":7}`, false, 400, "wrong_type", "username"},
		{"a string for a boolean", "application/json", `{"2fa":"true"}`, false, 400, "wrong_type", "2fa"},
		{"deep inside", "application/json", `{"items":[{"name":"a"},{"name":7}]}`, false, 400, "wrong_type", "items.1.name"},
		{"a name of 10,000 characters", "application/json", `{"` + strings.Repeat("n", 10_000) + `":1}`, false, 400, "unknown_member", strings.Repeat("n", 64) + "…"},
		{"no base64", "application/json", "%%%", true, 400, "malformed_json", ""},

		{"as it should be", "application/json", good, false, 200, "", ""},
		{"with a charset", "application/json; charset=utf-8", good, false, 200, "", ""},
		{"escaped names", "application/json", `{"\u0075sername":"mary","2fa":true}`, false, 200, "", ""},
		{"in base64", "application/json", base64.StdEncoding.EncodeToString([]byte(good)), true, 200, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var read *registration
			out := call(t, api.Anyone, func(_ context.Context, r *api.Request) (api.Reply, error) {
				in, err := api.Decode[registration](r)
				if err == nil {
					read = &in
				}
				return api.OK(map[string]string{}), err
			}, func(e *api.Event) {
				e.Headers["content-type"], e.Body, e.IsBase64Encoded = c.media, c.body, c.base64
			})
			var problem struct {
				Code   string
				Errors []struct{ Field string }
			}
			if err := json.Unmarshal([]byte(out.Body), &problem); err != nil {
				t.Fatal(err)
			}
			field := ""
			if len(problem.Errors) > 0 {
				field = problem.Errors[0].Field
			}
			if out.StatusCode != c.status || problem.Code != c.code || field != c.field {
				t.Errorf("%d %q %q, want %d %q %q", out.StatusCode, problem.Code, field, c.status, c.code, c.field)
			}
			if c.status == 200 && (read == nil || read.Username != "mary" || !read.Wanted) {
				t.Errorf("read %+v", read)
			}
		})
	}
}
