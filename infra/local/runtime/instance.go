package runtime

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"sync/atomic"
	"time"

	"latchkey/infra/local/process"
)

// initTimeout is how long Lambda lets a process come to its first request.
const initTimeout = 10 * time.Second

var (
	errClosed   = errors.New("the local stack is stopping")
	errNotTaken = errors.New("the process ended before it took the request")
)

// instance is one process of a function. It has one invocation at a time.
type instance struct {
	id       string
	function Function
	binary   binary
	cmd      *exec.Cmd

	polls     chan *poll           // the process asks for its next invocation
	initError chan error           // the process says why it cannot start
	ended     chan struct{}        // the process is over
	polled    bool                 // it has asked before, so it got through its initialisation
	current   atomic.Pointer[call] // what it works on
}

func newInstance(f Function, b binary) *instance {
	return &instance{
		id:        rand.Text(),
		function:  f,
		binary:    b,
		polls:     make(chan *poll, 1),
		initError: make(chan error, 1),
		ended:     make(chan struct{}),
	}
}

func (i *instance) alive() bool {
	select {
	case <-i.ended:
		return false
	default:
		return true
	}
}

// bury closes what an ended process left open.
func (i *instance) bury() {
	select {
	case left := <-i.polls:
		left.close()
	default:
	}
}

func (i *instance) kill() {
	if i.alive() {
		process.Kill(i.cmd)
	}
}

// invoke waits for the process to ask, gives it the payload and waits for its answer.
func (i *instance) invoke(payload []byte) outcome {
	next, failed := i.awaitPoll()
	if failed != nil {
		return outcome{err: failed}
	}
	defer next.close()
	call := newCall(i.function, payload)
	i.current.Store(call)
	if !next.deliver(call) {
		i.kill()
		<-i.ended
		return outcome{err: errNotTaken}
	}
	return i.awaitAnswer(next, call)
}

// awaitPoll waits for a process that starts, or that finishes what it does after an answer.
func (i *instance) awaitPoll() (*poll, error) {
	patience := time.NewTimer(initTimeout)
	defer patience.Stop()
	select {
	case next := <-i.polls:
		i.polled = true
		return next, nil
	case <-i.ended:
	case <-patience.C:
		i.kill()
		<-i.ended
	}
	if i.polled {
		return nil, errNotTaken
	}
	return nil, i.initFailure()
}

// initFailure is the error of a process that never came to its first request.
func (i *instance) initFailure() error {
	select {
	case err := <-i.initError:
		return err
	default:
		return &FunctionError{Type: "Runtime.ExitError", Message: "the process ended in its initialisation: " + i.cmd.ProcessState.String()}
	}
}

func (i *instance) awaitAnswer(asked *poll, c *call) outcome {
	patience := time.NewTimer(time.Until(c.deadline))
	defer patience.Stop()
	select {
	case result := <-c.answered:
		return result
	case <-i.ended:
		return i.afterlife(asked, c)
	case <-patience.C:
		i.kill()
		<-i.ended
		message := fmt.Sprintf("%s Task timed out after %.2f seconds", c.requestID, i.function.Timeout.Seconds())
		return outcome{err: &FunctionError{Type: "Sandbox.Timedout", Message: message}}
	}
}

// afterlife decides what an invocation came to whose process has ended: it may have
// answered with its last breath, or never have read the request.
func (i *instance) afterlife(asked *poll, c *call) outcome {
	select {
	case result := <-c.answered:
		return result
	default:
	}
	if !asked.wasRead() {
		return outcome{err: errNotTaken}
	}
	return outcome{err: &FunctionError{Type: "Runtime.ExitError", Message: "the process ended: " + i.cmd.ProcessState.String()}}
}

// parseFunctionError reads what a runtime posts to .../error.
func parseFunctionError(body []byte) error {
	failure := &FunctionError{Type: "Runtime.Unknown"}
	if err := json.Unmarshal(body, failure); err != nil {
		failure.Message = string(body)
	}
	return failure
}
