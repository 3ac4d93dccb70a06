package credential

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSessions(t *testing.T) {
	s := Store{filepath.Join(t.TempDir(), "settings", "latchctl")}
	if url, err := s.DefaultURL(); url != "" || err != nil {
		t.Errorf("%q %v", url, err)
	}
	if _, err := s.Session("https://a.example"); !errors.Is(err, ErrNone) {
		t.Error(err)
	}
	a := Session{"https://a.example", "mary", "lks_a", time.Unix(1e9, 0).UTC()}
	b := Session{"http://localhost:3000", "anne", "lks_b", time.Unix(1e9, 0).UTC()}
	for _, session := range []Session{a, b, a} {
		if err := s.Save(session); err != nil {
			t.Fatal(err)
		}
		if url, err := s.DefaultURL(); url != session.URL || err != nil {
			t.Errorf("%q %v", url, err)
		}
	}
	for _, session := range []Session{a, b} {
		if got, err := s.Session(session.URL); got != session || err != nil {
			t.Errorf("%+v %v", got, err)
		}
	}
	if err := errors.Join(s.Remove(a.URL), s.Remove(a.URL)); err != nil {
		t.Error(err)
	}
	if _, err := s.Session(a.URL); !errors.Is(err, ErrNone) {
		t.Error(err)
	}
	if _, err := s.Session(b.URL); err != nil {
		t.Error(err)
	}
}

// Nobody else can read a token, whatever the folder allowed before.
func TestModes(t *testing.T) {
	s := Store{filepath.Join(t.TempDir(), "latchctl")}
	if err := os.Mkdir(s.folder, 0o755); err != nil {
		t.Fatal(err)
	}
	session := Session{URL: "https://a.example", Token: "lks_a"}
	if err := s.Save(session); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{s.folder: 0o700, s.path(session.URL): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v", path, info.Mode(), err)
		}
	}
	if err := os.Chmod(s.path(session.URL), 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Session(session.URL); err == nil {
		t.Error("a token that others can read is used")
	}
	if files, err := os.ReadDir(s.folder); err != nil || len(files) != 2 {
		t.Errorf("%v %v", files, err)
	}
}
