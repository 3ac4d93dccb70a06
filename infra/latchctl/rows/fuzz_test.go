package rows

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Whatever a file has, it is read to its end: each line becomes a user or a reason, with its number and a
// code, and what was checked is what is sent.
func FuzzFiles(f *testing.F) {
	for _, text := range []string{
		"", "\n", long, long + "a@b.example," + secret + "\n", "email;password\na@b.example;" + secret, "\ufeffemail\ta\n", "email,profile.a\na@b.example,\"x\ny\"\n", "email,email\n", long + "a@b.example,\"x\n",
		`{"email":"a@b.example"}` + "\n\n" + `{"email":1}`, `{"email":"a@b.example","profile":{"a":{"b":[1]}}}`, "{\"email\":\"\xff\"}", "[]", "{", "email,profile\na@b.example,{}\n", "\xff\xfee\x00m\x00",
		"email,profile.a.b,metadata.\n", "email\n\n\n", "\r\n\r\n", "email\n\"\"\"\"\n",
	} {
		f.Add([]byte(text), true)
		f.Add([]byte(text), false)
	}
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte, asJSON bool) {
		format := CSV
		if asJSON {
			format = JSONLines
		}
		path := filepath.Join(folder, "users")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := Open(path, format)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = file.Close() }()
		report, err := file.Check(policy)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		lines := bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r")) + 1
		for _, reason := range report.Reasons {
			if reason.Code == "" || reason.Detail == "" || reason.Line < 0 || reason.Line > lines {
				t.Errorf("%q: %+v", text, reason)
			}
		}
		checkRows(t, file, report)
	})
}

// checkRows reads the file once more, to send it.
func checkRows(t *testing.T, file *File, report Report) {
	t.Helper()
	sent := 0
	for row, err := range file.Rows() {
		var reason *Reason
		switch {
		case err == nil && (row.User.Email != "" || report.Refused > 0):
			sent++
		case !errors.As(err, &reason):
			t.Errorf("%+v: %v", row, err)
		}
	}
	if sent != report.Rows {
		t.Errorf("%d users were checked, and %d are sent", report.Rows, sent)
	}
}
