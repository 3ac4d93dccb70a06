// Package process starts the programs that the local stack runs.
//
// It owns two promises about every child that Start makes: the terminal's Ctrl-C does not reach
// it, so that its parent can end it in order, and it does not outlive its parent. A command that
// Foreground runs is the developer's own, and has the terminal.
package process

import (
	"errors"
	"os/exec"
	"syscall"
	"time"
)

// Start starts cmd as a child that only the caller ends.
func Start(cmd *exec.Cmd) error {
	cmd.SysProcAttr = attributes()
	err := cmd.Start()
	// A binary that was just written may still be open in a child that another goroutine
	// forked meanwhile and that has not reached its exec.
	for try := 0; errors.Is(err, syscall.ETXTBSY) && try < 20; try++ {
		time.Sleep(5 * time.Millisecond)
		again := exec.Command(cmd.Path, cmd.Args[1:]...)
		again.Env, again.Dir, again.Stdout, again.Stderr = cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr
		again.SysProcAttr, again.WaitDelay = cmd.SysProcAttr, cmd.WaitDelay
		*cmd = *again
		err = cmd.Start()
	}
	return err
}

// Kill ends a child and all processes that it started. It is no error if it has ended already.
func Kill(cmd *exec.Cmd) {
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
}
