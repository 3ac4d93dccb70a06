package testdb

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// Fault is what happens to a call on its way.
type Fault string

// The faults. All but Throttled, Hanging, TimedOut and Unmade let DynamoDB do what was asked, so that the caller
// cannot know whether it was done.
const (
	None      Fault = ""
	Throttled Fault = "throttled"
	Hanging   Fault = "hanging"   // until the caller gives up
	TimedOut  Fault = "timed out" // as Hanging, to a caller who is Impatient
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

// unmade answers what DynamoDB never sees.
func unmade(w http.ResponseWriter, r *http.Request, f Fault) bool {
	switch f {
	case Throttled:
		answer(w, http.StatusBadRequest, `{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"refused at the edge"}`)
	case Hanging:
		_, _ = io.Copy(io.Discard, r.Body) // or the server would not see that the caller has gone
		<-r.Context().Done()
	case TimedOut:
		Hang(w)
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
