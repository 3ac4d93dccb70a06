package api_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/idempotent"
	"latchkey/shared/edge/wire"
)

// members has one of every type that bodies have.
type members struct {
	Text     string          `json:"text"`
	Given    *string         `json:"given"`
	Flag     bool            `json:"flag"`
	Count    int             `json:"count"`
	ID       account.ID      `json:"id"`
	IDs      []account.ID    `json:"ids"`
	Names    []string        `json:"names"`
	Code     passcode.Code   `json:"code"`
	Phone    wire.Nullable   `json:"phone"`
	Profile  wire.Object     `json:"profile"`
	Passkey  wire.Credential `json:"credential"`
	Channel  account.Channel `json:"channel"`
	Elements []struct {
		Name string `json:"name"`
	} `json:"elements"`
}

var bodies = []string{
	"", "null", "[]", "{}", `"x"`, `{"text":"a","text":"b"}`, `{"text":"a","t\u0065xt":"b"}`, `{"Text":"a"}`, `{"text":null}`, `{"given":null}`, `{"phone":null,"profile":null}`, `{"credential":null}`,
	`{"profile":{"a":1,"a":2}}`, `{"profile":{"a":[1,2,{"b":null}]}}`, `{"credential":{"id":"x"}}`, `{"count":1.0,"id":1e0,"ids":[1,2]}`, `{"count":1e999}`, `{"id":0}`, `{"id":-1}`, `{"ids":[null]}`,
	`{"text":"\ud800"}`, "{\"text\":\"\xff\"}", "{\"text\":\"a\x00\"}", `{"text":"\u0000\u202e\u200b"}`, `{"elements":[{"name":"a"},{"nam":1}]}`, "\ufeff{}", `{}{}`, `{"flag":"true"}`, `{"names":{"0":"a"}}`,
	`{"text":` + strings.Repeat("[", 300), `{"` + strings.Repeat("x", 200) + `":1}`, `{"channel":7}`,
}

// A body is read as the standard library reads it, or refused: what two readers read in two ways gets past
// the one that checks. The refusal says which member, and repeats no more of the body.
func FuzzBodies(f *testing.F) {
	for _, body := range bodies {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var in members
		err := api.Read(body, &in)
		if err != nil {
			checkUnread(t, body, err)
			return
		}
		var other map[string]json.RawMessage
		if err := json.Unmarshal(body, &other); err != nil || !utf8.Valid(body) {
			t.Fatalf("%q is read, and is no JSON: %v", body, err)
		}
		for name, text := range other {
			checkMember(t, in, name, text)
		}
	})
}

func checkUnread(t *testing.T, body []byte, err error) {
	t.Helper()
	out := call(t, api.Anyone, func(context.Context, *api.Request) (api.Reply, error) { return api.Reply{}, err }, nil)
	var p api.Problem
	if json.Unmarshal([]byte(out.Body), &p) != nil || (p.Status != 400 && p.Status != 422) || p.Code == "" || len(out.Body) > 2*len(body)+1000 {
		t.Errorf("%q is refused with %s", body, out.Body)
	}
}

// checkMember compares a member with what the standard library makes of it.
func checkMember(t *testing.T, in members, name string, text json.RawMessage) {
	t.Helper()
	of := reflect.ValueOf(in)
	for i := range of.NumField() {
		if of.Type().Field(i).Tag.Get("json") != name {
			continue
		}
		switch got := of.Field(i).Interface().(type) {
		case wire.Nullable:
			if got.Null != (string(text) == "null") || !got.Given {
				t.Errorf("%s is read from %s as %+v", name, text, got)
			}
		case wire.Object:
			if string(text) != "null" && string(got.Value) != string(text) {
				t.Errorf("%s is read from %s as %+v", name, text, got)
			}
		case string, passcode.Code, account.Channel:
			var want string
			if json.Unmarshal(text, &want) != nil || want != reflect.ValueOf(got).String() {
				t.Errorf("%s is read from %s as %v", name, text, got)
			}
		}
		return
	}
	t.Errorf("%q is a member that nobody knows", name)
}

// Whatever a request has, it is answered, with a problem where it is refused, and never with a failure.
func FuzzRequests(f *testing.F) {
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(io.Discard, nil)))
	f.Cleanup(func() { slog.SetDefault(before) })
	cursors, err := api.NewCursors("a secret", "users")
	if err != nil {
		f.Fatal(err)
	}
	for i, body := range bodies {
		f.Add([]byte(body), i%2 == 0, "application/json", "idempotency-key", "k", "limit", "7", "me")
	}
	f.Add([]byte("{}"), false, "application/json; charset=utf-16", "Challenge-Code", "\x00", "cursor", "", "7")
	f.Add([]byte("{}"), false, "a/b;=", "challenge-id", strings.Repeat("x", 70), "id", "07", "\xff")
	f.Add([]byte("{}"), false, "application/json", "a", "b", "\xe1", "c", "me")
	f.Add([]byte("{}"), false, "application/json", "Device-Token", "lkd_", strings.Repeat("q", 99), "", "")
	route := func(_ context.Context, r *api.Request) (api.Reply, error) { return read(cursors, r) }
	f.Fuzz(func(t *testing.T, body []byte, encoded bool, media, header, value, parameter, given, id string) {
		out := call(t, api.Users, route, func(e *api.Event) {
			as(account.RoleUser)(e)
			e.Headers["content-type"], e.Headers[header] = media, value
			e.Body, e.IsBase64Encoded = string(body), encoded
			if encoded && bytes.HasPrefix(body, []byte("{")) {
				e.Body = base64.StdEncoding.EncodeToString(body)
			}
			e.QueryStringParameters, e.PathParameters = map[string]string{parameter: given}, map[string]string{"id": id}
			e.RequestContext.HTTP.SourceIP, e.RequestContext.HTTP.UserAgent = value, given
		})
		var p api.Problem
		if json.Unmarshal([]byte(out.Body), &p) != nil || out.StatusCode >= 500 || out.StatusCode >= 400 && (p.Code == "" || p.Status != out.StatusCode) {
			t.Errorf("%d %s", out.StatusCode, out.Body)
		}
	})
}

// read asks for everything that routes ask of a request.
func read(cursors api.Cursors, r *api.Request) (api.Reply, error) {
	_, err := cursors.Part(r)
	for _, next := range []func() error{
		func() error { return r.OnlyParameters("limit", "cursor", "id") },
		func() error { return idempotent.CheckKey(r) },
		func() error { _, _, err := api.StepUp(r, passcode.SignIn, "x"); return err },
		func() error { _, err := r.TargetUser(); return err },
		func() error { _, err := r.TargetByUsername(); return err },
		func() error { _ = r.Renews(7) + r.Content(); return nil },
		func() error { _, err := api.Decode[members](r); return err },
	} {
		if err != nil {
			return api.Reply{}, err
		}
		err = next()
	}
	return api.OK(map[string]string{}), err
}
