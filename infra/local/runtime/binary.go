package runtime

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// binary tells one build of a bootstrap from the next.
type binary struct {
	modified time.Time
	size     int64
	inode    uint64
}

// binary looks at the file that would be started now.
func (l launcher) binary() (binary, error) {
	info, err := os.Stat(l.function.Binary)
	if err != nil {
		return binary{}, fmt.Errorf("function %s is not built: %w", l.function.Name, err)
	}
	b := binary{modified: info.ModTime(), size: info.Size()}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		b.inode = stat.Ino
	}
	return b, nil
}
