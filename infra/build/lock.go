package build

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock keeps other builds of a repository waiting: `make run` beside the tests, or two packages of them, would
// write over each other's files. The folder itself is what is locked, and the lock ends with the process at
// the latest.
func lock(root string) (release func(), err error) {
	folder, err := os.Open(root)
	if err != nil {
		return nil, fmt.Errorf("lock the repository: %w", err)
	}
	for {
		err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX)
		if errors.Is(err, syscall.EINTR) { // a signal, such as those by which goroutines take turns
			continue
		}
		if err != nil {
			_ = folder.Close()
			return nil, fmt.Errorf("lock the repository: %w", err)
		}
		return func() { _ = folder.Close() }, nil
	}
}
