package latchctl

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is printed with --json is JSON: a document, or a line for each entry.
func TestJSON(t *testing.T) {
	for args, c := range map[string]struct {
		answer string
		lines  int
	}{
		"users get 7":                     {mary, 1},
		"whoami":                          {mary, 1},
		"users list":                      {`{"users":[` + mary + `,` + mary + `],"next_cursor":null}`, 2},
		"users list --limit 1":            {`{"users":[` + mary + `,` + mary + `],"next_cursor":null}`, 1},
		"users export":                    {`{"users":[` + mary + `,` + mary + `],"next_cursor":null}`, 2},
		"users export 7":                  {`{"user":` + mary + `,"sessions":[]}`, 1},
		"users create --email a@b.ch":     {`{"results":[{"index":0,"status":201,"user":` + mary + `}]}`, 1},
		"users update 7 --role user":      {mary, 1},
		"users delete 7":                  {`{}`, 1},
		"users sessions 7":                {`{"sessions":[{"id":"a"},{"id":"b"}]}`, 2},
		"users revoke-sessions 7 a":       {`{}`, 1},
		"flags list":                      {`{"feature_flags":[{"name":"a"},{"name":"b"}]}`, 2},
		"flags set a --percentage 25":     {`{"name":"a","percentage":25}`, 1},
		"audit mary":                      {`{"events":[{"id":"a"}],"next_cursor":null}`, 1},
		"allow-reset mary":                {`{"username":"mary","reset_code":"lka_x"}`, 1},
		"withdraw-reset mary":             {`{}`, 1},
		"reset-factors mary --reason x":   {mary, 1},
		"revoke-pin 7":                    {`{}`, 1},
		"registration-keys list":          {`{"keys":[{"id":1}],"next_cursor":null}`, 1},
		"registration-keys issue":         {`{"keys":[{"id":1,"registration_key":"lkk_x"}]}`, 1},
		"registration-keys revoke 1":      {`{}`, 1},
		"service-keys list":               {`{"keys":[{"id":1}],"next_cursor":null}`, 1},
		"service-keys issue --scope a":    {`{"id":1,"service_key":"lkv_x"}`, 1},
		"service-keys revoke 1 --url URL": {`{}`, 1},
		"sign-out":                        {`{}`, 1},
	} {
		h := says(200, c.answer)
		env := signedIn(t, h)
		words := strings.Fields(args)
		if n := len(words); words[n-1] == "URL" {
			words = words[:n-2]
		}
		got := run(t, env, "", append(words, "--json")...)
		documents, decoder := 0, json.NewDecoder(strings.NewReader(got.out))
		for {
			var v map[string]any
			err := decoder.Decode(&v)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v in %q", args, err, got.out)
			}
			documents++
		}
		if got.code != 0 || documents != c.lines || c.lines > 1 && strings.Count(got.out, "\n") != c.lines {
			t.Errorf("%s: %d documents, %+v", args, documents, got)
		}
	}
}

// A secret that is shown once is alone on standard output, or in a file that nobody else can read.
func TestSecretsAreShownOnce(t *testing.T) {
	for args, c := range map[string]struct{ answer, want string }{
		"allow-reset mary":                {`{"username":"mary","reset_code":"lka_x"}`, "lka_x\n"},
		"registration-keys issue":         {`{"keys":[{"id":1,"registration_key":"lkk_x"},{"id":2,"registration_key":"lkk_y"}]}`, "lkk_x\nlkk_y\n"},
		"service-keys issue --scope a":    {`{"id":1,"service_key":"lkv_x"}`, "lkv_x\n"},
		"service-keys issue --name json ": {`{"id":1,"service_key":"lkv_x"}`, "lkv_x\n"},
	} {
		env, file := signedIn(t, says(201, c.answer)), filepath.Join(t.TempDir(), "secret")
		if got := run(t, env, "", strings.Fields(args)...); got.code != 0 || got.out != c.want {
			t.Errorf("%s: %+v", args, got)
		}
		words := append(strings.Fields(args), "--out", file)
		if strings.Contains(args, "json") {
			words = append(words, "--json")
		}
		got := run(t, env, "", words...)
		text, err := os.ReadFile(file)
		info, _ := os.Stat(file)
		if got.code != 0 || err != nil || string(text) != c.want || info.Mode().Perm() != 0o600 || strings.Contains(got.out+got.err, "_x") {
			t.Errorf("%s: %+v, %q %v", args, got, text, err)
		}
		if got := run(t, env, "", words...); got.code != exitUsage {
			t.Errorf("%s: a file is written over: %+v", args, got)
		}
	}
	env, file := signedIn(t, problem(403, "forbidden")), filepath.Join(t.TempDir(), "secret")
	if got := run(t, env, "", "allow-reset", "mary", "--out", file); got.code != exitRefused {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a file is left of a secret that was refused")
	}
}

// Names and user agents are anyone's: they cannot write to the terminal what it obeys.
func TestControlCharacters(t *testing.T) {
	env := signedIn(t, says(200, `{"sessions":[{"id":"a","user_agent":"\u001b[2J\u202eevil\nline"}]}`))
	if got := run(t, env, "", "users", "sessions", "7"); strings.ContainsAny(got.out, "\x1b\u202e") || strings.Count(got.out, "\n") != 2 {
		t.Errorf("%q", got.out)
	}
}

// Nothing that is secret is printed, and errors have no token either.
func TestTokensAreNotPrinted(t *testing.T) {
	env := signedIn(t, func(_ http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token || strings.Contains(r.URL.String(), "lk") {
			t.Errorf("%s %v", r.URL, r.Header)
		}
		panic(http.ErrAbortHandler)
	})
	for _, args := range []string{"whoami", "users list", "sign-out", "users delete 7 --json"} {
		if got := run(t, env, "", strings.Fields(args)...); strings.Contains(got.out+got.err, "lks_") || got.code != exitUnreachable {
			t.Errorf("%s: %+v", args, got)
		}
	}
}
