package bench

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"latchkey/infra/testing/running"
)

// spent is the processor time that processes have taken so far, in user and kernel mode, in all threads. The kernel
// counts it in nanoseconds for each thread; that of a whole process it gives in hundredths of a second.
func spent(t *testing.T, pids ...int) (sum time.Duration) {
	t.Helper()
	for _, pid := range pids {
		threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
		if err != nil || len(threads) == 0 {
			t.Fatal("the kernel has no figures of the process's threads", err)
		}
		for _, thread := range threads {
			stat, err := os.ReadFile(thread)
			if err != nil {
				t.Fatal(err)
			}
			taken, _, _ := bytes.Cut(stat, []byte(" "))
			n, err := strconv.ParseInt(string(taken), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			sum += time.Duration(n)
		}
	}
	return sum
}

// each is what the processes of a function take for one of many times that something is done.
func each(t *testing.T, times int, pids func() []int, do func(i int)) time.Duration {
	t.Helper()
	before := spent(t, pids()...)
	for i := range times {
		do(i)
	}
	return (spent(t, pids()...) - before) / time.Duration(times)
}

func pids(s running.Service, function string) func() []int {
	return func() []int { return s.Pids(function) }
}

var sizes = regexp.MustCompile(`(?m)^(VmHWM|VmRSS):\s+(\d+) kB$`)

// memory is the most that a process has had, and what it has.
func memory(t *testing.T, pid int) (most, now string) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	found := sizes.FindAllSubmatch(status, -1)
	if err != nil || len(found) != 2 {
		t.Fatal(err, len(found))
	}
	return inMB(t, found[0][2]), inMB(t, found[1][2])
}

func inMB(t *testing.T, kB []byte) string {
	t.Helper()
	n, err := strconv.Atoi(string(kB))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1000)
}
