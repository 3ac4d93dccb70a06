package bench

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"latchkey/infra/testing/running"
	"latchkey/shared/domain/password"
)

// hashes is the variable that makes this program one that only hashes.
const hashes = "LATCHKEY_BENCH_HASHES"

// hashing is a process that verifies a password for each line that it is given, and does nothing else. So
// what a sign-in takes beyond its hash is known from one run, on one machine, at one time.
type hashing struct {
	pid int
	in  io.Writer
	out *bufio.Reader
}

func startHashing(t *testing.T) hashing {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), hashes+"=on")
	in, inErr := cmd.StdinPipe()
	out, outErr := cmd.StdoutPipe()
	if inErr != nil || outErr != nil {
		t.Fatal(inErr, outErr)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = in.Close(), cmd.Wait() })
	return hashing{cmd.Process.Pid, in, bufio.NewReader(out)}
}

func (h hashing) once(t *testing.T) {
	t.Helper()
	if _, err := h.in.Write([]byte("\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := h.out.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
}

// hash is the main function of that process.
func hash() error {
	hasher := new(password.Hasher)
	stored, err := hasher.Hash(rand.Reader, running.Password)
	if err != nil {
		return err
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if ok, _, err := hasher.Verify(stored, running.Password); !ok || err != nil {
			return fmt.Errorf("%v, %w", ok, err)
		}
		if _, err := fmt.Println(); err != nil {
			return err
		}
	}
	return nil
}
