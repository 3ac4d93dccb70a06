package process

import "syscall"

// attributes give the child a process group of its own and, on Linux, have the kernel
// kill it when its parent dies without a chance to do so.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
