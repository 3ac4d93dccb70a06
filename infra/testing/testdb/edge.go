package testdb

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Edge stands between the store and DynamoDB. It counts the calls and what they consume,
// and can refuse them as an overloaded DynamoDB does.
type Edge struct {
	URL     string
	Barrier Barrier

	target string
	mu     sync.Mutex
	calls  []Call
	refuse func(operation string) bool
	broken func(n int, operation string) Fault
	asked  int             // calls since Break
	late   []*http.Request // until Arrive
}

// Call is one call as it passed the edge.
type Call struct {
	Operation   string // such as GetItem
	Read, Write float64
	Sent        int // bytes of the body
	Received    int
	Round       int // calls of one round were made side by side; 0 where the client came by no barrier
	begin, end  time.Time
}

// NewEdge stands before a DynamoDB.
func NewEdge(t testing.TB, target string) *Edge {
	t.Helper()
	e := &Edge{target: target}
	s := httptest.NewServer(e)
	t.Cleanup(s.Close)
	e.URL = s.URL
	return e
}

// Refuse makes the edge answer the operations chosen as throttled; nil lets all through.
func (e *Edge) Refuse(chosen func(operation string) bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.refuse = chosen
}

// During gives the calls that something makes.
func (e *Edge) During(do func()) Calls {
	e.mu.Lock()
	e.calls = nil
	e.mu.Unlock()
	e.Barrier.count(do)
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.calls)
}

// ServeHTTP passes a call on.
func (e *Edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	operation := operationOf(r)
	round, _ := strconv.Atoi(r.Header.Get(roundHeader))
	call := Call{Operation: operation, Round: round, begin: time.Now()}
	fault := e.fault(operation)
	if e.unmade(w, r, fault) {
		e.note(call)
		return
	}
	status, header, body, err := e.pass(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	call.Read, call.Write = consumed(operation, body)
	call.Sent, call.Received = int(r.ContentLength), len(body)
	e.note(call)
	if spoilt(w, body, fault) {
		return
	}
	for name, values := range header {
		w.Header()[name] = values
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func operationOf(r *http.Request) string {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	return operation
}

func (e *Edge) note(c Call) {
	c.end = time.Now()
	e.mu.Lock()
	defer e.mu.Unlock()
	if c.Operation != "" { // a connection that is only opened ahead
		e.calls = append(e.calls, c)
	}
}

// pass asks DynamoDB to say what the call consumes. It waits for the answer even if the caller has gone:
// a write must not come after the end of its test, in tables that another one has.
func (e *Edge) pass(r *http.Request) (int, http.Header, []byte, error) {
	var in map[string]any
	if err := json.NewDecoder(r.Body).Decode(&in); err == nil {
		in["ReturnConsumedCapacity"] = "TOTAL"
		tables := tablesWritten(operationOf(r), in)
		written.note(tables...)
		defer written.note(tables...)
	}
	body, err := json.Marshal(in)
	if err != nil {
		return 0, nil, nil, err
	}
	req, err := http.NewRequestWithContext(context.WithoutCancel(r.Context()), r.Method, e.target+r.URL.Path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, nil, err
	}
	req.Header = r.Header.Clone()
	req.Header.Del("Accept-Encoding")
	resp, err := patient.Do(req)
	if err != nil {
		return 0, nil, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	out, err := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, out, err
}

func consumed(operation string, body []byte) (read, write float64) {
	var out struct{ ConsumedCapacity json.RawMessage }
	type capacity struct{ CapacityUnits float64 }
	var many []capacity
	var one capacity
	if json.Unmarshal(body, &out) != nil || out.ConsumedCapacity == nil {
		return 0, 0
	}
	if json.Unmarshal(out.ConsumedCapacity, &many) != nil && json.Unmarshal(out.ConsumedCapacity, &one) == nil {
		many = []capacity{one}
	}
	total := 0.0
	for _, c := range many {
		total += c.CapacityUnits
	}
	if reads(operation) {
		return total, 0
	}
	return 0, total
}

// Calls are the calls of one request.
type Calls []Call

// Reads and Writes are the capacity units consumed.
func (c Calls) Reads() float64 { return c.sum(func(c Call) float64 { return c.Read }) }

// Writes are the write units consumed.
func (c Calls) Writes() float64 { return c.sum(func(c Call) float64 { return c.Write }) }

// Sent and Received are the bytes of the bodies.
func (c Calls) Sent() int { return int(c.sum(func(c Call) float64 { return float64(c.Sent) })) }

// Received are the bytes of the answers.
func (c Calls) Received() int { return int(c.sum(func(c Call) float64 { return float64(c.Received) })) }

func (c Calls) sum(of func(Call) float64) (total float64) {
	for _, call := range c {
		total += of(call)
	}
	return total
}

// Rounds is the number of round trips of which each began when another had ended.
func (c Calls) Rounds() (rounds int) {
	for _, call := range c {
		rounds = max(rounds, call.Round)
	}
	return rounds
}

// Chain is the longest chain of calls that did not overlap, by the clock. It is for processes of
// their own, before which no barrier stands: never less than the rounds, and more where a call
// had ended before the one beside it began. The least of some runs is the truth.
func (c Calls) Chain() int {
	byEnd := slices.SortedFunc(slices.Values(c), func(a, b Call) int { return a.end.Compare(b.end) })
	length, last := 0, time.Time{}
	for _, call := range byEnd {
		if call.begin.After(last) {
			length, last = length+1, call.end
		}
	}
	return length
}

// Operations counts the calls by name.
func (c Calls) Operations() map[string]int {
	n := map[string]int{}
	for _, call := range c {
		n[call.Operation]++
	}
	return n
}
