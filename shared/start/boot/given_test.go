package boot

import (
	"math"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
)

func TestWhatIsGiven(t *testing.T) {
	processors := runtime.GOMAXPROCS(0)
	t.Cleanup(func() {
		runtime.GOMAXPROCS(processors)
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(math.MaxInt64)
	})
	for memory, want := range map[int]struct{ processors, limit int }{
		128: {1, 96}, 512: {1, 384}, 1769: {1, 1326}, 3537: {1, 2652}, 3538: {2, 2653}, 10240: {5, 7680},
	} {
		t.Setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", strconv.Itoa(memory))
		useWhatIsGiven()
		if got, limit := runtime.GOMAXPROCS(0), debug.SetMemoryLimit(-1)>>20; got != want.processors || int(limit) != want.limit {
			t.Errorf("%d MB: %d processors and %d MB, want %+v", memory, got, limit, want)
		}
	}
}

// A process that is not on Lambda keeps what Go chose.
func TestNothingIsGiven(t *testing.T) {
	t.Setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "")
	before, limit := runtime.GOMAXPROCS(0), debug.SetMemoryLimit(-1)
	if useWhatIsGiven(); runtime.GOMAXPROCS(0) != before || debug.SetMemoryLimit(-1) != limit {
		t.Error("the process was changed")
	}
}
