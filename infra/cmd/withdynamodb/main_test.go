package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Every test names an endpoint, so that no database is started.
func runWith(t *testing.T, script string, arguments ...string) int {
	t.Helper()
	t.Setenv(endpointVariable, "http://given")
	code, err := run(append([]string{"sh", "-c", script, "sh"}, arguments...))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestNoCommandIsRefused(t *testing.T) {
	if code, err := run(nil); code != 2 || err == nil {
		t.Errorf("%d, %v", code, err)
	}
}

func TestUnknownCommandIsRefused(t *testing.T) {
	t.Setenv(endpointVariable, "http://given")
	if code, err := run([]string{filepath.Join(t.TempDir(), "none")}); code != 127 || err == nil {
		t.Errorf("%d, %v", code, err)
	}
}

func TestExitCodeIsPassedOn(t *testing.T) {
	for script, want := range map[string]int{"exit 0": 0, "exit 7": 7, "kill -KILL $$": 128 + 9, `test "$DYNAMODB_ENDPOINT" = http://given`: 0} {
		if code := runWith(t, script); code != want {
			t.Errorf("%s ended with %d, want %d", script, code, want)
		}
	}
}

func TestSignalsArePassedOn(t *testing.T) {
	ready := filepath.Join(t.TempDir(), "ready")
	if err := syscall.Mkfifo(ready, 0o600); err != nil {
		t.Fatal(err)
	}
	go func() {
		_, _ = os.ReadFile(ready) // ends when the command has set its trap
		_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
	}()
	// The shell's wait is the one builtin that no signal can slip past.
	if code := runWith(t, `sleep 600 & trap "kill $!; exit 5" TERM; : > "$1"; wait`, ready); code != 5 {
		t.Errorf("ended with %d, want 5", code)
	}
}
