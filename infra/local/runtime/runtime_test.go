package runtime_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"latchkey/infra/local/runtime"
)

type answer struct {
	Text, Generation, RequestID, ARN string
	Pid                              int
	Environ                          []string
}

func TestUnknownFunction(t *testing.T) {
	t.Parallel()
	host, _ := start(t, nil)
	if _, err := host.Invoke(t.Context(), "missing", nil); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Error(err)
	}
}

func TestFunctionThatIsNotBuilt(t *testing.T) {
	t.Parallel()
	host, _ := start(t, func(f *runtime.Function) { f.Binary = filepath.Join(t.TempDir(), "bootstrap") })
	_, err := host.Invoke(t.Context(), "probe", []byte(`{}`))
	if err == nil || !strings.Contains(err.Error(), "function probe is not built") {
		t.Error(err)
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	host, _ := start(t, nil)
	for name, c := range map[string]struct{ payload, kind, message string }{
		"error":       {`{"Do":"fail","Text":"no luck"}`, "errorString", "no luck"},
		"panic":       {`{"Do":"panic","Text":"oh dear"}`, "string", "oh dear"},
		"exit":        {`{"Do":"exit"}`, "Runtime.ExitError", "exit status 3"},
		"bad payload": {`{"Do":7}`, "UnmarshalTypeError", "cannot unmarshal number"},
	} {
		_, err := host.Invoke(t.Context(), "probe", []byte(c.payload))
		var failure *runtime.FunctionError
		if !errors.As(err, &failure) || failure.Type != c.kind || !strings.Contains(failure.Message, c.message) {
			t.Errorf("%s: %v, want %s %q", name, err, c.kind, c.message)
		}
		if got := invoke(t, host, "after"); got.Text != "after" {
			t.Errorf("%s: the next request got %q", name, got.Text)
		}
	}
}

func TestInitialisationThatFails(t *testing.T) {
	t.Parallel()
	host, _ := start(t, func(f *runtime.Function) { f.Environment["FAIL_INIT"] = "yes" })
	_, err := host.Invoke(t.Context(), "probe", []byte(`{}`))
	var failure *runtime.FunctionError
	if !errors.As(err, &failure) || !strings.Contains(failure.Message, "initialisation") {
		t.Error(err)
	}
}

func TestTimeoutKillsTheProcess(t *testing.T) {
	t.Parallel()
	host, log := start(t, func(f *runtime.Function) { f.Timeout = 3 * time.Second })
	_, err := host.Invoke(t.Context(), "probe", []byte(`{"Do":"hang"}`))
	var failure *runtime.FunctionError
	if !errors.As(err, &failure) || !strings.Contains(failure.Message, "Task timed out after 3.00 seconds") {
		t.Fatal(err)
	}
	if pid := log.hanging(t); syscall.Kill(pid, 0) == nil {
		t.Errorf("process %d still runs", pid)
	}
	if got := invoke(t, host, "after"); got.Text != "after" {
		t.Errorf("the next request got %q", got.Text)
	}
}

func TestProcessIsUsedAgain(t *testing.T) {
	t.Parallel()
	host, _ := start(t, nil)
	first, second := invoke(t, host, "a"), invoke(t, host, "b")
	if first.Pid != second.Pid || first.RequestID == second.RequestID || first.ARN != "arn:probe" {
		t.Errorf("first %+v, second %+v", first, second)
	}
}

func TestEnvironmentIsNotInherited(t *testing.T) {
	t.Setenv("FROM_OUTSIDE", "1")
	host, _ := start(t, nil)
	environment := invoke(t, host, "").Environ
	for _, want := range []string{"FROM_TEMPLATE=yes", "AWS_ENDPOINT_URL_SNS=http://sns", "AWS_REGION=eu-north-1", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512", "TZ=:UTC"} {
		if !slices.Contains(environment, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if slices.Contains(environment, "FROM_OUTSIDE=1") {
		t.Error("FROM_OUTSIDE was inherited")
	}
}

// Twelve requests that never end have ten processes. The others wait, and each gets a process
// when one of the ten has ended.
func TestConcurrencyIsCapped(t *testing.T) {
	t.Parallel()
	host, log := start(t, nil)
	var group sync.WaitGroup
	for range 12 {
		group.Go(func() { _, _ = host.Invoke(t.Context(), "probe", []byte(`{"Do":"hang"}`)) })
	}
	var hanging []int
	for range 10 {
		hanging = append(hanging, log.hanging(t))
	}
	for range 2 {
		kill(t, hanging[0])
		hanging = append(hanging[1:], log.hanging(t))
		if running := alive(host.Pids("probe")); running != 10 {
			t.Errorf("%d processes run", running)
		}
	}
	host.Kill("probe")
	group.Wait()
}

func alive(pids []int) (count int) {
	for _, pid := range pids {
		if syscall.Kill(pid, 0) == nil {
			count++
		}
	}
	return count
}

func TestKilledWhileBusy(t *testing.T) {
	t.Parallel()
	host, log := start(t, nil)
	for range 50 {
		done := make(chan error, 1)
		go func() {
			_, err := host.Invoke(t.Context(), "probe", []byte(`{"Do":"hang"}`))
			done <- err
		}()
		kill(t, log.hanging(t))
		var failure *runtime.FunctionError
		if err := <-done; !errors.As(err, &failure) || failure.Type != "Runtime.ExitError" {
			t.Fatalf("the running request got %v", err)
		}
		if got := invoke(t, host, "after"); got.Text != "after" {
			t.Fatalf("the next request got %+v", got)
		}
	}
}

// A request that comes just after its process was killed may fail, as on Lambda. It is never
// lost, and the request after it gets a new process.
func TestKilledWhileIdle(t *testing.T) {
	t.Parallel()
	host, _ := start(t, nil)
	last := 0
	for range 50 {
		_, err := host.Invoke(t.Context(), "probe", []byte(`{}`)) // at once after the kill
		var failure *runtime.FunctionError
		if err != nil && (!errors.As(err, &failure) || failure.Type != "Runtime.ExitError") {
			t.Fatal(err)
		}
		got := invoke(t, host, "x")
		if got.Pid == last {
			t.Fatalf("process %d was killed and answered", last)
		}
		last = got.Pid
		kill(t, last)
	}
}

func TestRebuiltBinary(t *testing.T) {
	t.Parallel()
	binary := filepath.Join(t.TempDir(), "bootstrap")
	install(t, binary, "1")
	host, log := start(t, func(f *runtime.Function) { f.Binary = binary })
	old := invoke(t, host, "")
	busy := make(chan error, 1)
	go func() {
		_, err := host.Invoke(t.Context(), "probe", []byte(`{"Do":"hang"}`))
		busy <- err
	}()
	hanging := log.hanging(t)
	install(t, binary, "2")
	if got := invoke(t, host, ""); got.Generation != "2" || got.Pid == old.Pid {
		t.Errorf("after the rebuild: %+v", got)
	}
	if !slices.Contains(host.Pids("probe"), hanging) {
		t.Error("the busy process of the old binary was ended")
	}
	kill(t, hanging)
	<-busy
}

func TestStopEndsEveryProcess(t *testing.T) {
	t.Parallel()
	host, _ := start(t, nil)
	pid := invoke(t, host, "").Pid
	host.Stop()
	if syscall.Kill(pid, 0) == nil {
		t.Errorf("process %d still runs", pid)
	}
	if _, err := host.Invoke(t.Context(), "probe", []byte(`{}`)); err == nil {
		t.Error("it is served after Stop")
	}
}

func invoke(t *testing.T, host *runtime.Host, text string) answer {
	t.Helper()
	payload, err := host.Invoke(t.Context(), "probe", []byte(`{"Text":`+strconv.Quote(text)+`}`))
	if err != nil {
		t.Fatal(err)
	}
	var got answer
	if err := json.Unmarshal(payload, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func kill(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

func start(t *testing.T, change func(*runtime.Function)) (*runtime.Host, *console) {
	t.Helper()
	f := runtime.Function{
		Name: "probe", Binary: probes["1"], ARN: "arn:probe", MemoryMB: 512, Timeout: time.Minute,
		Environment: map[string]string{"FROM_TEMPLATE": "yes"},
	}
	if change != nil {
		change(&f)
	}
	log := &console{lines: make(chan string, 1000)}
	host, err := runtime.Start(t.Context(), runtime.Config{
		Functions: []runtime.Function{f}, Region: "eu-north-1", Log: log,
		Environment: map[string]string{"AWS_ENDPOINT_URL_SNS": "http://sns"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(host.Stop)
	return host, log
}

// console is what functions print.
type console struct{ lines chan string }

func (c *console) Write(line []byte) (int, error) {
	c.lines <- string(line)
	return len(line), nil
}

// hanging waits until a function says that it hangs, and gives its process.
func (c *console) hanging(t *testing.T) int {
	t.Helper()
	for line := range c.lines {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), "[probe] hanging "); ok {
			pid, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			return pid
		}
	}
	return 0
}

// probes are the builds of testdata/probe, by generation.
var probes = map[string]string{}

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "probe")
	if err != nil {
		panic(err)
	}
	for _, generation := range []string{"1", "2"} {
		probes[generation] = filepath.Join(folder, generation)
		build := exec.Command("go", "build", "-tags", "lambda.norpc", "-ldflags", "-X main.generation="+generation, "-o", probes[generation], "./testdata/probe")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if output, err := build.CombinedOutput(); err != nil {
			panic(string(output))
		}
	}
	code := m.Run()
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

// install puts a build where the host looks for it, as a rebuild does.
func install(t *testing.T, binary, generation string) {
	t.Helper()
	next := binary + ".next"
	if err := os.Link(probes[generation], next); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(next, binary); err != nil {
		t.Fatal(err)
	}
}
