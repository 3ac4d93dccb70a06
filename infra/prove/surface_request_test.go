package prove_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"latchkey/infra/testing/running"
)

// maker makes requests to operations.
type maker struct {
	*rand.Rand
	callers []*caller
}

func (m maker) oneOf(n int) bool { return m.IntN(n) == 0 }

func among[T any](m maker, of []T) T { return of[m.IntN(len(of))] }

// odd are texts that software has stumbled over.
var odd = []string{
	"", " ", "\x00", "a\x00b", "\xff\xfe", "\xc0\xaf", "\u202eadmin", "ma\u200bry", "\ufeff", "é", "e\u0301", "ＡＤＭＩＮ", "İ", "ﷺ", "👩‍👩‍👧", "a\r\nSet-Cookie: a=b", "../../etc/passwd", "%00", "%2e%2e%2f", "{{7*7}}", "${7*7}",
	"' OR 1=1 --", "<script>alert(1)</script>", "null", "undefined", "NaN", "true", "-1", "0", "00", "1e9", "9007199254740991", "9007199254740993", "99999999999999999999999", "٣", "me", "-", "*", "#", ":", "user#1",
	"lks_", "lkv_x", "lka_0123456789abcdef_", "eyJhbGciOiJub25lIn0.eyJ9.", "2026-02-30T00:00:00Z", "0000-00-00T00:00:00Z", "+12025550123", "a@b", "@", "a@[::1]", "$argon2id$v=19$m=4294967295,t=1,p=1$AAAA$AAAA",
	strings.Repeat("a", 65), strings.Repeat("a", 1025), strings.Repeat("é", 1100), strings.Repeat("9", 400), strings.Repeat("a", 5000), strings.Repeat("\u0301", 300),
}

// apt are values that members of a name have where a request is right.
var apt = map[string][]string{
	"username": {"mary", "user-1", "admin-2"}, "email": {"new@latchkey.example", "user-1@latchkey.example", "mary@bücher.example"}, "phone_number": {"+447700900123", "+12025550123"},
	"password": {running.Password, "another tractor orbit moss"}, "current_password": {running.Password}, "new_password": {"another tractor orbit moss"},
	"code": {"000000", "123456", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}, "Challenge-Code": {"000000"}, "challenge_id": {"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}, "Challenge-Id": {"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}, "language": {"en", "de-AT"},
	"id": {"me", "1", "4503599627370495"}, "session_id": {"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}, "factor_id": {"email", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}, "device_id": {"ABC"}, "name": {"email_based_mfa", "laptop"}, "file": {"app.js"},
	"return_to": {"https://app.example/signed-in"}, "code_challenge": {strings.Repeat("A", 43)}, "code_verifier": {strings.Repeat("A", 43)}, "expires_at": {"2026-12-24T00:00:00Z"}, "type": {"totp", "passkey"}, "limit": {"1", "100"},
	"Idempotency-Key": {"a-key"},
}

// text is an apt one for a name, or an odd one.
func (m maker) text(name string) string {
	if good := apt[name]; good != nil && !m.oneOf(4) {
		return among(m, good)
	}
	return among(m, odd)
}

// path fills the parameters of the path in.
func (m maker) path(o operation) string {
	filled := o.path
	for _, p := range o.parameters {
		if p.Value.In != openapi3.ParameterInPath {
			continue
		}
		text := m.text(p.Value.Name)
		if strings.Trim(text, "./\\ ") == "" || strings.Contains(text, "/") {
			text = "x" // another path, or none
		}
		filled = strings.ReplaceAll(filled, "{"+p.Value.Name+"}", url.PathEscape(text))
	}
	return filled
}

// query has some of the parameters, sometimes twice, sometimes with others.
func (m maker) query(o operation) string {
	var parts []string
	add := func(name, value string) { parts = append(parts, url.QueryEscape(name)+"="+url.QueryEscape(value)) }
	for _, p := range o.parameters {
		if p.Value.In == openapi3.ParameterInQuery && m.oneOf(2) {
			add(p.Value.Name, m.text(p.Value.Name))
			if m.oneOf(5) {
				add(p.Value.Name, m.text(p.Value.Name))
			}
		}
	}
	if m.oneOf(8) {
		add(among(m, odd), among(m, odd))
	}
	if m.oneOf(20) {
		parts = append(parts, among(m, []string{"%", "%zz", ";", "&&", "=", "a=%ff"}))
	}
	if len(parts) == 0 {
		return ""
	}
	return "?" + strings.Join(parts, "&")
}

// headers sets what the operation knows, a token, and sometimes what it does not know.
func (m maker) headers(h http.Header, o operation, hasBody bool, token string) {
	set := func(name, value string) {
		if strings.IndexFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }) < 0 {
			h.Add(name, value)
		}
	}
	if hasBody {
		set("Content-Type", "application/json")
		if m.oneOf(12) {
			h.Del("Content-Type")
			set("Content-Type", among(m, []string{"application/json; charset=utf-16", "text/plain", "a/b;=", "application/x-www-form-urlencoded", "application/json;charset=UTF-8;charset=UTF-8"}))
		}
	}
	for _, p := range o.parameters {
		if p.Value.In == openapi3.ParameterInHeader && m.oneOf(3) {
			set(p.Value.Name, m.text(p.Value.Name))
		}
	}
	if token != "" {
		set(among(m, []string{"PRIVATE-TOKEN", "Authorization"}), token)
		if given := h.Get("Authorization"); given != "" {
			h.Set("Authorization", among(m, []string{"Bearer ", "bearer  "})+given)
		}
	}
	for _, name := range []string{"Device-Token", "X-Forwarded-For", "Accept-Language", "User-Agent", "Content-Encoding", "X-Client-Address", "Idempotency-Key", "Authorization", "Accept", "X-Http-Method-Override"} {
		if m.oneOf(30) {
			set(name, among(m, odd))
		}
	}
}

// body is what the schema has, wrong in some ways.
func (m maker) body(o operation) string {
	if o.RequestBody == nil {
		if m.oneOf(10) {
			return among(m, []string{"{}", "null", "\x00", `{"a":1}`})
		}
		return ""
	}
	if m.oneOf(12) {
		return among(m, []string{
			"", "null", "[]", "{", `""`, "\xff", "\x00", "{}{}", "\ufeff{}", "NaN", strings.Repeat("[", 20_000), strings.Repeat(`{"a":`, 9_000), `{"a":"` + strings.Repeat("x", 70_000) + `"}`, "{\"username\":\"\xff\"}", `{"username":"\ud800"}`,
		})
	}
	return m.value("", o.RequestBody.Value.Content["application/json"].Schema, 0)
}

// value is one of a schema, and sometimes of another.
func (m maker) value(name string, of *openapi3.SchemaRef, depth int) string {
	if of == nil || depth > 8 || m.oneOf(15) {
		return m.wrong()
	}
	s := of.Value
	for _, choice := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf, s.AllOf} {
		if len(choice) > 0 && len(s.Properties) == 0 {
			return m.value(name, among(m, choice), depth+1)
		}
	}
	switch {
	case len(s.Enum) > 0 && !m.oneOf(10):
		return encoded(among(m, s.Enum))
	case s.Type.Includes(openapi3.TypeObject):
		return m.object(s, depth)
	case s.Type.Includes(openapi3.TypeArray):
		items := make([]string, m.IntN(4))
		for i := range items {
			items[i] = m.value(name, s.Items, depth+1)
		}
		return "[" + strings.Join(items, ",") + "]"
	case s.Type.Includes(openapi3.TypeBoolean):
		return among(m, []string{"true", "false"})
	case s.Type.Includes(openapi3.TypeInteger), s.Type.Includes(openapi3.TypeNumber):
		return among(m, []string{"0", "1", "7", "1.0", "1e2", "-1", "100", "9007199254740991", "9007199254740992", "1e400", "0.5", strconv.Itoa(m.IntN(1 << 30))})
	}
	return encoded(m.text(name))
}

// object has its members in any order; one may be missing, there twice, or unknown.
func (m maker) object(s *openapi3.Schema, depth int) string {
	names := slices.Sorted(maps.Keys(s.Properties))
	m.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	var members []string
	for _, name := range names {
		if required := slices.Contains(s.Required, name); required && m.oneOf(20) || !required && m.oneOf(2) {
			continue
		}
		members = append(members, encoded(name)+":"+m.value(name, s.Properties[name], depth+1))
	}
	if m.oneOf(20) && len(members) > 0 {
		members = append(members, members[0])
	}
	if len(names) == 0 || m.oneOf(20) {
		members = append(members, encoded(among(m, odd))+":"+m.wrong())
	}
	return "{" + strings.Join(members, ",") + "}"
}

// wrong is a value that few members have.
func (m maker) wrong() string {
	return among(m, []string{
		"null", "true", "0", "-0", "1e308", "123456789012345678901234567890", "[]", "{}", `{"a":{"b":{"c":{"d":{"e":1}}}}}`, "[[[[[[]]]]]]", `{"a":1,"a":2}`, `"\u0000"`, `"\u202e"`, encoded(among(m, odd)),
		`{"` + strings.Repeat("n", 300) + `":1}`, fmt.Sprintf("[%s0]", strings.Repeat("0,", 1001)),
	})
}

func encoded(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return string(text)
}
