package boot

import (
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
)

const (
	// oneProcessor is the memory, in MB, with which Lambda gives a function the time of one processor.
	oneProcessor = 1769
	// growth is by how many percent the heap may grow before it is collected. Live are 4 MB, and the least that a
	// function is given is 128: by Go's own 100 it would be collected in the midst of every password hash.
	growth = 400
)

// useWhatIsGiven fits Go to the processors and the memory that Lambda gives the process. Lambda shows two
// processors to a function that has the time of one, or of less. On two, Go wakes threads to hand each
// answer from one to another, and that is a fifth of what the authorizer takes. A start has both to itself,
// so this comes after it.
func useWhatIsGiven() {
	memory, err := strconv.Atoi(os.Getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"))
	if err != nil {
		return
	}
	runtime.GOMAXPROCS(max(1, memory/oneProcessor))
	debug.SetGCPercent(growth)
	debug.SetMemoryLimit(int64(memory) << 20 * 3 / 4)
}
