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
	errNotTaken = errors.New("the process ended before it asked for the request")
)

// instance is one process of a function. It has one invocation at a time.
type instance struct {
	id       string
	function Function
	binary   binary
	cmd      *exec.Cmd

	polls     chan struct{}        // the process asks for its next invocation
	calls     chan *call           // and is given it
	initError chan error           // the process says why it cannot start
	ended     chan struct{}        // closed when the process has ended
	polled    bool                 // it has asked before, so its initialisation succeeded
	current   atomic.Pointer[call] // what it works on
}

func newInstance(f Function, b binary) *instance {
	return &instance{
		id:        rand.Text(),
		function:  f,
		binary:    b,
		polls:     make(chan struct{}),
		calls:     make(chan *call, 1),
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

func (i *instance) kill() {
	if i.alive() {
		process.Kill(i.cmd)
	}
}

// invoke waits for the process to ask, gives it the payload and waits for its answer.
func (i *instance) invoke(payload []byte) outcome {
	if err := i.awaitPoll(); err != nil {
		return outcome{err: err}
	}
	call := newCall(i.function, payload)
	i.current.Store(call)
	i.calls <- call
	return i.awaitAnswer(call)
}

// awaitPoll waits for a process that starts, or that still finishes its last invocation.
func (i *instance) awaitPoll() error {
	timer := time.NewTimer(initTimeout * time.Duration(max(1, i.function.Slowdown)))
	defer timer.Stop()
	select {
	case <-i.polls:
		i.polled = true
		return nil
	case <-i.ended:
	case <-timer.C:
		i.kill()
		<-i.ended
	}
	if i.polled {
		return errNotTaken
	}
	return i.initFailure()
}

// initFailure is the error of a process that ended before its first request.
func (i *instance) initFailure() error {
	select {
	case err := <-i.initError:
		return err
	default:
		return &FunctionError{Type: "Runtime.ExitError", Message: "the process ended in its initialisation: " + i.cmd.ProcessState.String()}
	}
}

func (i *instance) awaitAnswer(c *call) outcome {
	timer := time.NewTimer(time.Until(c.deadline))
	defer timer.Stop()
	select {
	case result := <-c.answered:
		return result
	case <-i.ended:
		return i.exitOutcome(c)
	case <-timer.C:
		i.kill()
		<-i.ended
		message := fmt.Sprintf("%s Task timed out after %.2f seconds", c.requestID, i.function.Timeout.Seconds())
		return outcome{err: &FunctionError{Type: "Sandbox.Timedout", Message: message}}
	}
}

// exitOutcome is the outcome of an invocation whose process has ended. If the process answered
// just before, that is the answer. Otherwise the invocation has failed, as on Lambda: the
// process may have begun it, so it is not given to another.
func (i *instance) exitOutcome(c *call) outcome {
	select {
	case result := <-c.answered:
		return result
	default:
		return outcome{err: &FunctionError{Type: "Runtime.ExitError", Message: "the process ended: " + i.cmd.ProcessState.String()}}
	}
}

// parseFunctionError reads what a runtime posts to .../error.
func parseFunctionError(body []byte) error {
	failure := &FunctionError{Type: "Runtime.Unknown"}
	if err := json.Unmarshal(body, failure); err != nil {
		failure.Message = string(body)
	}
	return failure
}
