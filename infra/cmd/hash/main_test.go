package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"latchkey/infra/local/stack"
	"latchkey/shared/domain/password"
)

// What is measured is a difference of hashes: the service has to compute so many for these passwords.
func TestThePasswordsDifferByHashes(t *testing.T) {
	var h password.Hasher
	h.HashDummy(plain)
	one := h.Computed()
	h.HashDummy(many)
	if four := h.Computed() - one; one != 1 || four != 1+more {
		t.Errorf("%d and %d hashes, want 1 and %d", one, four, 1+more)
	}
}

func TestMemoryIsTheTemplates(t *testing.T) {
	service, err := stack.Read(stack.Config{Template: "../../../template.yaml"}, "http://localhost")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range service.Functions {
		if f.Name == "login" && f.MemoryMB != memoryMB {
			t.Errorf("the template has %d MB, and the cost is computed for %d", f.MemoryMB, memoryMB)
		}
	}
}

// Every sign-in is of another name, so that no limit of a name is reached, and few enough are of one
// network. An answer that is no refusal is told, and measured no further.
func TestRun(t *testing.T) {
	names, status := map[string]string{}, http.StatusUnauthorized
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Username, Password string }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.URL.Path != "/users/login" {
			t.Errorf("%s: %v", r.URL.Path, err)
		}
		names[in.Username] = in.Password
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	var out strings.Builder
	if err := run(t.Context(), s.URL, &out); err != nil || !strings.Contains(out.String(), "A password hash takes ") {
		t.Errorf("%q %v", out.String(), err)
	}
	if len(names) != 2*(pairs+2) || len(names) > 50 {
		t.Errorf("%d names were tried", len(names))
	}
	status = http.StatusTooManyRequests
	if err := run(t.Context(), s.URL, &out); err == nil || !strings.Contains(err.Error(), "429") {
		t.Errorf("a limit: %v", err)
	}
	if err := run(t.Context(), "", &out); err == nil {
		t.Error("no address, and no word of it")
	}
}

func TestCost(t *testing.T) {
	var out strings.Builder
	write(&out, 60*time.Millisecond, 100*time.Millisecond)
	for _, want := range []string{"takes 60.0 ms", "arm64:  a million hashes cost $1.38", "x86_64: a million hashes cost $1.73", "0.104 GB-seconds"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in %s", want, out.String())
		}
	}
}

// BenchmarkHash is of this machine. With -tags purego it is without the assembly, which is how Go hashes
// on arm64. It gives processor time, which a busy machine changes less than the time of the clock.
func BenchmarkHash(b *testing.B) {
	var h password.Hasher
	before := processor(b)
	for b.Loop() {
		h.HashDummy(plain)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(millis(processor(b)-before)/float64(b.N), "processor-ms/op")
}

func processor(b *testing.B) time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
