package testdb

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Fault is what happens to a call on its way.
type Fault string

// The faults. After Throttled, Closed, Hanging, TimedOut and Unmade, nothing was done. All others let DynamoDB do
// what was asked, so that the caller cannot know whether it was done.
const (
	None      Fault = ""
	Throttled Fault = "throttled"
	Closed    Fault = "closed before it was made"
	Late      Fault = "made after all others" // and the caller had given up
	Slow      Fault = "slow"                  // and the caller waits
	Hanging   Fault = "hanging"               // until the caller gives up
	TimedOut  Fault = "timed out"             // as Hanging, to a caller who is Impatient
	Dropped   Fault = "dropped after it was made"
	Failed    Fault = "500 after it was made"
	CutOff    Fault = "cut off"
	Garbled   Fault = "garbled"
	Unmade    Fault = "left out of a batch" // of BatchGetItem and BatchWriteItem
)

// Break chooses the fault of each call, by its operation and its number from now on, which
// begins at 1. Nil lets all calls through.
func (e *Edge) Break(chosen func(n int, operation string) Fault) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.broken, e.asked = chosen, 0
}

func (e *Edge) fault(operation string) Fault {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case operation == "": // a connection that is only opened ahead
		return None
	case e.refuse != nil && e.refuse(operation):
		return Throttled
	case e.broken == nil:
		return None
	}
	e.asked++
	return e.broken(e.asked, operation)
}

// Arrive makes the calls that are late.
func (e *Edge) Arrive() error {
	e.mu.Lock()
	late := e.late
	e.late = nil
	e.mu.Unlock()
	for _, r := range late {
		if _, _, _, err := e.pass(r); err != nil {
			return err
		}
	}
	return nil
}

// delay keeps a call until Arrive.
func (e *Edge) delay(r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	kept := r.Clone(context.WithoutCancel(r.Context()))
	kept.Body = io.NopCloser(bytes.NewReader(body))
	e.mu.Lock()
	defer e.mu.Unlock()
	e.late = append(e.late, kept)
	return nil
}

// unmade answers what DynamoDB never sees.
func (e *Edge) unmade(w http.ResponseWriter, r *http.Request, f Fault) bool {
	switch f {
	case Late:
		if err := e.delay(r); err != nil {
			return false
		}
		Hang(w)
	case Throttled:
		answer(w, http.StatusBadRequest, `{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"refused at the edge"}`)
	case Hanging:
		_, _ = io.Copy(io.Discard, r.Body) // or the server would not see that the caller has gone
		<-r.Context().Done()
	case TimedOut:
		Hang(w)
	case Closed:
		panic(http.ErrAbortHandler)
	case Unmade:
		var in struct{ RequestItems json.RawMessage }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return false
		}
		answer(w, http.StatusOK, fmt.Sprintf(`{"Responses":{},"UnprocessedKeys":%[1]s,"UnprocessedItems":%[1]s}`, in.RequestItems))
	default:
		return false
	}
	return true
}

// spoilt answers what DynamoDB has done.
func spoilt(w http.ResponseWriter, body []byte, f Fault) bool {
	switch f {
	case Slow:
		time.Sleep(20 * time.Millisecond) // for those beside it to be answered first
		return false
	case Dropped:
		panic(http.ErrAbortHandler)
	case Failed:
		answer(w, http.StatusInternalServerError, `{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"failed at the edge"}`)
	case CutOff:
		w.Header().Set("Content-Length", "1000000")
		_, _ = w.Write(body[:len(body)/2])
		panic(http.ErrAbortHandler)
	case Garbled:
		answer(w, http.StatusOK, "<html>")
	default:
		return false
	}
	return true
}

func answer(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}
