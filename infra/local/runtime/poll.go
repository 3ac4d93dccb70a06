package runtime

import (
	"errors"
	"io"
	"net"
	"syscall"
)

// poll is a process's open request for its next invocation.
//
// A process can be killed at any moment, and what matters is whether it had begun the
// invocation. TCP knows: the connection of a process that died without reading what we
// wrote is reset, while that of a process that read everything is closed in order. So the
// poll has a connection to itself, on which nothing follows the invocation.
type poll struct {
	conn   net.Conn
	broken chan struct{} // closed when the peer has closed, in whatever way
	cause  error         // how, valid after broken is closed
}

func newPoll(conn net.Conn) *poll {
	p := &poll{conn: conn, broken: make(chan struct{})}
	go p.watch()
	return p
}

// watch reads until the peer closes; it has nothing more to say on this connection.
func (p *poll) watch() {
	defer close(p.broken)
	buffer := make([]byte, 512)
	for p.cause == nil {
		_, p.cause = p.conn.Read(buffer)
	}
}

// deliver writes the invocation; false says that the process is gone already.
func (p *poll) deliver(c *call) bool {
	select {
	case <-p.broken:
		return false
	default:
	}
	if err := p.conn.SetWriteDeadline(c.deadline); err != nil {
		return false
	}
	_, err := p.conn.Write(c.response)
	return err == nil
}

// wasRead says, once the process has ended, whether it had read the whole invocation.
func (p *poll) wasRead() bool {
	<-p.broken
	if !errors.Is(p.cause, io.EOF) {
		return false // reset: something was left unread
	}
	// An orderly close is also what a process leaves that died just before we wrote. Our
	// bytes then met no socket, and the refusal is pending on ours.
	return p.pendingError() == nil
}

func (p *poll) pendingError() error {
	tcp, ok := p.conn.(*net.TCPConn)
	if !ok {
		return nil
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return err
	}
	var pending int
	failed := raw.Control(func(fd uintptr) {
		pending, err = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_ERROR)
	})
	if err = errors.Join(failed, err); err == nil && pending != 0 {
		err = syscall.Errno(pending)
	}
	return err
}

func (p *poll) close() { _ = p.conn.Close() }
