package bench

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/infra/build"
	"latchkey/infra/testing/running"
)

// TestStarts measures how long each function takes from its start to the moment at which it asks for its first
// event, beside a function with an empty handler that starts in turn with it, and the sizes of both.
func TestStarts(t *testing.T) {
	s := start(t)
	empty := buildEmpty(t)
	ready, address := runtimeAPI(t)
	w := newTable("Starts and sizes", "", "ready", "to an empty one's", "size", "to an empty one's")
	w.row("an empty handler", "", "", megabytes(t, empty), "")
	for _, f := range s.Service.Functions {
		environment := append(environment(t, s, f.Name), "AWS_LAMBDA_RUNTIME_API="+address)
		var took, least []time.Duration
		for range 11 {
			least = append(least, untilReady(t, ready, empty, environment))
			took = append(took, untilReady(t, ready, binary(f.Name), environment))
		}
		ratio := float64(part(took, 0.5)) / float64(part(least, 0.5))
		w.row(f.Name, milliseconds(part(took, 0.5)), fmt.Sprintf("%.2f", ratio), megabytes(t, binary(f.Name)),
			fmt.Sprintf("%.2f", size(t, binary(f.Name))/size(t, empty)))
	}
	w.end()
}

// buildEmpty compiles the function with an empty handler.
func buildEmpty(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "empty")
	if err := build.Program(t.Context(), root, program, build.Here, "./infra/bench/testdata/empty"); err != nil {
		t.Fatal(err)
	}
	return program
}

// runtimeAPI is one of Lambda that has no event, and tells when it is asked for one.
func runtimeAPI(t *testing.T) (ready chan time.Time, address string) {
	t.Helper()
	ready = make(chan time.Time, 1)
	api := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ready <- time.Now()
		<-r.Context().Done()
	}))
	t.Cleanup(api.Close)
	return ready, strings.TrimPrefix(api.URL, "http://")
}

func untilReady(t *testing.T, ready chan time.Time, program string, environment []string) time.Duration {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = environment
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = cmd.Process.Kill(), cmd.Wait() }()
	select {
	case at := <-ready:
		return at.Sub(began)
	case <-time.After(time.Minute):
		t.Fatalf("%s asks for no event", program)
		return 0
	}
}

// environment is that of a function's process, but for where its events are.
func environment(t *testing.T, s running.Service, function string) []string {
	t.Helper()
	_, _ = s.Invoke(t.Context(), function, []byte("{}")) // an event that it does not know will do to start it
	pids := s.Pids(function)
	if len(pids) == 0 {
		t.Fatalf("%s does not start", function)
	}
	all, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pids[0]))
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for one := range bytes.SplitSeq(bytes.TrimRight(all, "\x00"), []byte{0}) {
		kept = append(kept, string(one))
	}
	return slices.DeleteFunc(kept, func(v string) bool { return strings.HasPrefix(v, "AWS_LAMBDA_RUNTIME_API=") })
}

func size(t *testing.T, program string) float64 {
	t.Helper()
	info, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	return float64(info.Size()) / 1e6
}

func megabytes(t *testing.T, program string) string {
	t.Helper()
	return fmt.Sprintf("%.2f MB", size(t, program))
}
