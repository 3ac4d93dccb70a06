package api_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type registration struct {
	Username string `json:"username"`
	Wanted   bool   `json:"2fa"`
	Items    []struct {
		Name string `json:"name"`
	} `json:"items"`
	Count    int           `json:"count"`
	Optional *string       `json:"optional"`
	Phone    wire.Nullable `json:"phone"`
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
		{"two byte order marks", "application/json", "\ufeff\ufeff" + good, false, 400, "malformed_json", ""},
		{"Latin-1", "application/json; charset=iso-8859-1", good, false, 415, "unsupported_charset", ""},
		{"UTF-16", "application/json; charset=utf-16", good, false, 415, "unsupported_charset", ""},
		{"null", "application/json", "null", false, 400, "wrong_type", ""},
		{"null for a string", "application/json", `{"username":null}`, false, 422, "invalid_fields", "username"},
		{"null for a boolean", "application/json", `{"username":"mary","2fa":null}`, false, 422, "invalid_fields", "2fa"},
		{"null for a list", "application/json", `{"items":null}`, false, 422, "invalid_fields", "items"},
		{"null in a list", "application/json", `{"items":[null]}`, false, 422, "invalid_fields", "items.0"},
		{"null deep inside", "application/json", `{"items":[{"name":"a"},{"name":null}]}`, false, 422, "invalid_fields", "items.1.name"},
		{"null for an integer", "application/json", `{"count":null}`, false, 422, "invalid_fields", "count"},
		{"null for what may be left out", "application/json", `{"optional":null}`, false, 422, "invalid_fields", "optional"},
		{"an unknown null", "application/json", `{"role":null}`, false, 400, "unknown_member", "role"},
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
		{"with a byte order mark", "application/json", "\ufeff" + good, false, 200, "", ""},
		{"with a byte order mark in base64", "application/json", base64.StdEncoding.EncodeToString([]byte("\ufeff" + good)), true, 200, "", ""},
		{"null where it means something", "application/json", `{"username":"mary","2fa":true,"phone":null}`, false, 200, "", ""},
		{"a charset in capitals", `application/json;charset="UTF-8"`, good, false, 200, "", ""},
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

// A coding that is not undone is a body that cannot be read, whatever is in it.
func TestContentEncoding(t *testing.T) {
	for coding, want := range map[string]int{"gzip": 415, "br": 415, "gzip, identity": 415, "": 200, "identity": 200, "Identity": 200} {
		out := call(t, api.Anyone, func(_ context.Context, r *api.Request) (api.Reply, error) {
			_, err := api.Decode[registration](r)
			return api.OK(map[string]string{}), err
		}, func(e *api.Event) {
			e.Headers["content-type"], e.Headers["content-encoding"], e.Body = "application/json", coding, `{}`
		})
		if out.StatusCode != want || want == 415 && !strings.Contains(out.Body, "unsupported_content_encoding") {
			t.Errorf("%q: %d %s", coding, out.StatusCode, out.Body)
		}
	}
}

// an integer is one in any spelling of JSON, and is never rounded.
func TestIntegers(t *testing.T) {
	for _, text := range []string{
		"1.5", "1e-1", "15e-1", "9007199254740992", "-9007199254740992", "9007199254740993.0", "9007199254740990.6",
		"1e16", "1e400", "1e99999999999999999999", "1.00000000000000000001", `"1"`, "true",
	} {
		var in struct {
			N int64 `json:"n"`
		}
		if err := api.Read([]byte(`{"n":`+text+`}`), &in); err == nil {
			t.Errorf("%s is read as %d", text, in.N)
		}
	}
	for text, want := range map[string]int64{
		"0": 0, "-0": 0, "0.0": 0, "0e999": 0, "1.0": 1, "1e0": 1, "1E+0": 1, "-1.0": -1, "2.5e15": 2_500_000_000_000_000,
		"10.0": 10, "100e-2": 1, "26.000": 26, "2304884825299645.0": 2304884825299645, "2.304884825299645e+15": 2304884825299645,
		"9007199254740991": 9007199254740991, "-9007199254740991": -9007199254740991,
	} {
		var in struct {
			N int64 `json:"n"`
		}
		if err := api.Read([]byte(`{"n":`+text+`}`), &in); err != nil || in.N != want {
			t.Errorf("%s is read as %d, %v", text, in.N, err)
		}
	}
}

// An id is an integer that a user can have.
func TestIDsInBodies(t *testing.T) {
	for text, want := range map[string]account.ID{"0": 0, "-1": 0, "9007199254740993": 0, "1.5": 0, "7": 7, "7.0": 7, "9007199254740991": 9007199254740991} {
		var in struct {
			IDs []account.ID `json:"ids"`
		}
		err := api.Read([]byte(`{"ids":[`+text+`]}`), &in)
		if refused := err != nil; refused != (want == 0) || !refused && in.IDs[0] != want {
			t.Errorf("%s is read as %v, %v", text, in.IDs, err)
		}
	}
}
