package importer

import (
	"errors"
	"os"
	"syscall"
)

// hold keeps a second import from writing the same results. The kernel lets go when the process ends.
func hold(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errors.New("another import writes to it")
	}
	return err
}
