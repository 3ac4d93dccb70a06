package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// holdFolder locks the data folder for this process until it is released: two processes at once
// would overwrite each other's data. The kernel drops the lock when the process ends, however it
// ends, so a file that is left behind locks nothing. Without a folder there is nothing to lock.
func holdFolder(folder string) (release func(), err error) {
	if folder == "" {
		return func() {}, nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder cannot be made: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(folder, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the data folder cannot be used: %w", err)
	}
	if err := holdFile(file); err != nil {
		defer func() { _ = file.Close() }()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("the data folder %s is in use by another make run%s: stop that one, or choose another folder with DATA_DIR", folder, holder(file))
		}
		return nil, fmt.Errorf("the data folder %s cannot be locked: %w", folder, err)
	}
	return func() { _ = file.Close() }, nil
}

// holdFile locks a file and writes the id of this process into it.
func holdFile(file *os.File) error {
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return err
	}
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// holder names the process in a lock file, if it still runs: a process that has just taken the
// lock may not have written its id yet, and then the id is that of an earlier one.
func holder(file io.Reader) string {
	content, err := io.ReadAll(io.LimitReader(file, 32))
	if err != nil {
		return ""
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil || pid <= 0 || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return ""
	}
	return fmt.Sprintf(" (process %d)", pid)
}
