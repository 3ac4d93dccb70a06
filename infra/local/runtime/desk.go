package runtime

import (
	"io"
	"net/http"
	"sync"
)

// maxAnswer is the largest answer that Lambda takes from a function.
const maxAnswer = 6 << 20

// desk is the Runtime API: it brings what processes say to the instance that owns them.
type desk struct {
	mu        sync.Mutex
	instances map[string]*instance
}

func newDesk() *desk { return &desk{instances: map[string]*instance{}} }

func (d *desk) admit(i *instance) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.instances[i.id] = i
}

func (d *desk) dismiss(i *instance) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.instances, i.id)
}

func (d *desk) handler() http.Handler {
	const api = "/{process}/2018-06-01/runtime/"
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+api+"invocation/next", d.known(next))
	mux.HandleFunc("POST "+api+"invocation/{request}/response", d.known(takeResponse))
	mux.HandleFunc("POST "+api+"invocation/{request}/error", d.known(takeError))
	mux.HandleFunc("POST "+api+"init/error", d.known(takeInitError))
	return mux
}

func (d *desk) known(handle func(*instance, http.ResponseWriter, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		i, ok := d.instances[r.PathValue("process")]
		d.mu.Unlock()
		if !ok {
			http.NotFound(w, r)
			return
		}
		handle(i, w, r)
	}
}

// next parks the process until there is an invocation for it.
func next(i *instance, w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	select {
	case i.polls <- newPoll(conn):
	default: // it asks twice at once, which no runtime does
		_ = conn.Close()
	}
}

func takeResponse(i *instance, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxAnswer+1))
	result := outcome{payload: body}
	switch {
	case err != nil:
		return // the process broke off; its end says the rest
	case len(body) > maxAnswer:
		result = outcome{err: &FunctionError{Type: "Function.ResponseSizeTooLarge", Message: "the response is larger than 6 MB"}}
	case r.Trailer.Get("Lambda-Runtime-Function-Error-Type") != "":
		// A response that failed while it was streamed.
		result = outcome{err: &FunctionError{Type: r.Trailer.Get("Lambda-Runtime-Function-Error-Type"), Message: "the response broke off"}}
	}
	accept(i, w, r, result)
}

func takeError(i *instance, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxAnswer))
	if err != nil {
		return
	}
	accept(i, w, r, outcome{err: parseFunctionError(body)})
}

func takeInitError(i *instance, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxAnswer))
	if err != nil {
		return
	}
	select {
	case i.initError <- parseFunctionError(body):
	default: // the first one counts
	}
	w.WriteHeader(http.StatusAccepted)
}

// accept passes the answer on before it is acknowledged, so that a process which ends
// right after its answer has still given it.
func accept(i *instance, w http.ResponseWriter, r *http.Request, result outcome) {
	c := i.current.Load()
	if c == nil || c.requestID != r.PathValue("request") {
		http.Error(w, "there is no such invocation", http.StatusBadRequest)
		return
	}
	select {
	case c.answered <- result:
		w.WriteHeader(http.StatusAccepted)
	default:
		http.Error(w, "the invocation is answered already", http.StatusBadRequest)
	}
}
