package runtime

import (
	"io"
	"net/http"
	"sync"
)

// maxAnswer is the largest answer that Lambda takes from a function.
const maxAnswer = 6 << 20

// runtimeAPI is the Lambda Runtime API: it passes what processes send to the instance of each.
type runtimeAPI struct {
	mu        sync.Mutex
	instances map[string]*instance
}

func newRuntimeAPI() *runtimeAPI { return &runtimeAPI{instances: map[string]*instance{}} }

func (a *runtimeAPI) add(i *instance) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.instances[i.id] = i
}

func (a *runtimeAPI) remove(i *instance) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.instances, i.id)
}

func (a *runtimeAPI) handler() http.Handler {
	const prefix = "/{process}/2018-06-01/runtime/"
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+prefix+"invocation/next", a.withInstance(next))
	mux.HandleFunc("POST "+prefix+"invocation/{request}/response", a.withInstance(takeResponse))
	mux.HandleFunc("POST "+prefix+"invocation/{request}/error", a.withInstance(takeError))
	mux.HandleFunc("POST "+prefix+"init/error", a.withInstance(takeInitError))
	return mux
}

func (a *runtimeAPI) withInstance(handle func(*instance, http.ResponseWriter, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		i, ok := a.instances[r.PathValue("process")]
		a.mu.Unlock()
		if !ok {
			http.NotFound(w, r)
			return
		}
		handle(i, w, r)
	}
}

// next holds the process's request until there is an invocation for it, or until the process
// has gone.
func next(i *instance, w http.ResponseWriter, r *http.Request) {
	select {
	case i.polls <- struct{}{}:
		(<-i.calls).write(w)
	case <-r.Context().Done():
	}
}

func takeResponse(i *instance, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxAnswer+1))
	result := outcome{payload: body}
	switch {
	case err != nil:
		return // the process ended while it answered: see exitOutcome
	case len(body) > maxAnswer:
		result = outcome{err: &FunctionError{Type: "Function.ResponseSizeTooLarge", Message: "the response is larger than 6 MB"}}
	case r.Trailer.Get("Lambda-Runtime-Function-Error-Type") != "":
		// A response that failed while it was streamed.
		result = outcome{err: &FunctionError{Type: r.Trailer.Get("Lambda-Runtime-Function-Error-Type"), Message: "the response ended early"}}
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
	default: // only the first one is reported
	}
	w.WriteHeader(http.StatusAccepted)
}

// accept passes the answer on before it acknowledges it, so that an answer counts even if the
// process ends right after it.
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
