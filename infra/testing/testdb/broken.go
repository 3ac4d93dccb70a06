package testdb

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"time"
)

// Broken answers a call to a service other than DynamoDB with a fault. Its error names are those that
// AWS services have in common.
func Broken(service http.Handler, f Fault, w http.ResponseWriter, r *http.Request) {
	switch f {
	case Throttled:
		http.Error(w, `{"__type":"ThrottlingException"}`, http.StatusBadRequest)
		return
	case Closed:
		panic(http.ErrAbortHandler)
	case Hanging:
		_, _ = io.Copy(io.Discard, r.Body) // or the server would not see that the caller has gone
		<-r.Context().Done()
		return
	case TimedOut:
		Hang(w)
		return
	case Slow:
		time.Sleep(20 * time.Millisecond)
	}
	done := httptest.NewRecorder()
	service.ServeHTTP(done, r)
	switch f {
	case Dropped:
		panic(http.ErrAbortHandler)
	case Failed:
		http.Error(w, `{"__type":"InternalFailure"}`, http.StatusInternalServerError)
	case Garbled:
		answer(w, http.StatusOK, "<html>")
	case CutOff:
		w.Header().Set("Content-Length", "1000000")
		_, _ = w.Write(done.Body.Bytes()[:done.Body.Len()/2])
		panic(http.ErrAbortHandler)
	default:
		maps.Copy(w.Header(), done.Header())
		w.WriteHeader(done.Code)
		_, _ = w.Write(done.Body.Bytes())
	}
}
