// Package generators runs generators of clients on the contract: what they make has to compile, and to
// keep what the contract says. `make generators` runs it. It is made of tests alone.
//
// The generators come from their registries, in the versions that are pinned here, and take minutes, so
// `go test` leaves them out.
package generators

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/infra/contract"
)

const root = "../../.."

// workshop gives a folder for what a generator makes, which is emptied first, and one beside it for the
// tools, which stays. Both are under build/.
func workshop(t *testing.T) (made, tools string) {
	t.Helper()
	if os.Getenv("LATCHKEY_GENERATORS") == "" {
		t.Skip("generators of clients are run by `make generators`")
	}
	base, err := filepath.Abs(filepath.Join(root, "build", "generators"))
	if err != nil {
		t.Fatal(err)
	}
	made, tools = filepath.Join(base, "made", t.Name()), filepath.Join(base, "tools")
	if err := os.RemoveAll(made); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{made, tools} {
		if err := os.MkdirAll(folder, 0o750); err != nil {
			t.Fatal(err)
		}
	}
	return made, tools
}

// document is where the contract stands.
func document(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(contract.Path(root))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// need skips a test without its program.
func need(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("this generator needs %s: install it to run this test", program)
	}
}

// try runs a program in a folder and gives what it says.
func try(ctx context.Context, folder, program string, arguments ...string) (string, error) {
	c := exec.CommandContext(ctx, program, arguments...)
	c.Dir = folder
	c.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod", "GOTOOLCHAIN=local")
	said, err := c.CombinedOutput()
	return string(said), err
}

func run(t *testing.T, folder, program string, arguments ...string) string {
	t.Helper()
	said, err := try(t.Context(), folder, program, arguments...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(arguments, " "), err, tail(said))
	}
	return said
}

// tail is the end of what a program said: some say much.
func tail(said string) string {
	const most = 3000
	return said[max(0, len(said)-most):]
}

func write(t *testing.T, folder, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// read is all files of a name under a folder, in one text.
func read(t *testing.T, folder, name string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.Name() != name {
			return err
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
