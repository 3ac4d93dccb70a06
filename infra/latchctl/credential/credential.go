// Package credential stores the tokens of sessions in the folder of the user's settings: one file for each
// service, which nobody else can read, and one with the address of the service that is used by default.
package credential

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Session is a stored session.
type Session struct {
	URL       string    `json:"url"`
	Username  string    `json:"username"`
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Store is a folder of sessions.
type Store struct{ folder string }

// ErrNone says that there is no session.
var ErrNone = errors.New("you are not signed in")

// Default is the store of the user of this machine.
func Default() (Store, error) {
	folder, err := os.UserConfigDir()
	if err != nil {
		return Store{}, fmt.Errorf("the folder for settings: %w", err)
	}
	return Store{filepath.Join(folder, "latchctl")}, nil
}

func (s Store) path(service string) string {
	return filepath.Join(s.folder, "session-"+url.QueryEscape(service)+".json")
}

func (s Store) defaultPath() string { return filepath.Join(s.folder, "default") }

// DefaultURL is the address of the service that was signed in to last; empty for none.
func (s Store) DefaultURL() (string, error) {
	text, err := os.ReadFile(s.defaultPath())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("the default service: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

// Session reads the session of a service. A file that others can read is refused.
func (s Store) Session(service string) (Session, error) {
	var session Session
	path := s.path(service)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return session, fmt.Errorf("%w to %s", ErrNone, service)
	}
	if err != nil {
		return session, fmt.Errorf("the session: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return session, fmt.Errorf("the session in %s can be read by others: sign in again, or take their rights away with chmod 600", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return session, fmt.Errorf("the session: %w", err)
	}
	if err := json.Unmarshal(text, &session); err != nil {
		return session, fmt.Errorf("the session in %s is damaged, sign in again: %w", path, err)
	}
	return session, nil
}

// Save stores a session, and makes its service the default.
func (s Store) Save(session Session) error {
	text, err := json.Marshal(session)
	if err != nil {
		return err
	}
	err = errors.Join(os.MkdirAll(s.folder, 0o700), os.Chmod(s.folder, 0o700)) //nolint:gosec // without x, nothing in a folder can be opened
	if err != nil {
		return fmt.Errorf("the folder for settings: %w", err)
	}
	if err := write(s.path(session.URL), text); err != nil {
		return fmt.Errorf("the session: %w", err)
	}
	if err := write(s.defaultPath(), []byte(session.URL+"\n")); err != nil {
		return fmt.Errorf("the default service: %w", err)
	}
	return nil
}

// Remove forgets the session of a service.
func (s Store) Remove(service string) error {
	if err := os.Remove(s.path(service)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the session: %w", err)
	}
	return nil
}

// write replaces a file as a whole: a reader finds the old one or the new one.
func write(path string, text []byte) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "new-*") // with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
