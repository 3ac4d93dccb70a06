package growth

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"latchkey/infra/template"
)

// touch is an item that a call reads or writes, by its partition key.
type touch struct {
	table, key string
	write      bool
}

// recorder stands before DynamoDB and notes what is touched.
type recorder struct {
	proxy *httputil.ReverseProxy
	keys  map[string]template.Table // the tables, by physical name

	mu      sync.Mutex
	touches []touch
	seen    map[string]bool // calls: a call that is made again on a busy machine is one
}

func record(t *testing.T, endpoint string) (r *recorder, recorded string) {
	t.Helper()
	target, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	r = &recorder{proxy: httputil.NewSingleHostReverseProxy(target), seen: map[string]bool{}}
	r.proxy.ErrorLog = log.New(io.Discard, "", 0) // of callers who gave up and try again
	s := httptest.NewServer(r)
	t.Cleanup(s.Close)
	return r, s.URL
}

// during gives what something touches. Flags are left out: a process reads them every five seconds,
// whatever it is asked.
func (r *recorder) during(do func()) (touches []touch) {
	r.mu.Lock()
	r.touches = nil
	r.mu.Unlock()
	do()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, touch := range r.touches {
		if touch.table != "FeatureFlags" {
			touches = append(touches, touch)
		}
	}
	return touches
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	_, operation, _ := strings.Cut(req.Header.Get("X-Amz-Target"), ".")
	var in call
	if json.Unmarshal(body, &in) == nil && r.first(req.Header.Get("Amz-Sdk-Invocation-Id")) {
		r.note(operation, in)
	}
	r.proxy.ServeHTTP(w, req)
}

// first says whether a call is not made again.
func (r *recorder) first(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	again := r.seen[id]
	r.seen[id] = true
	return id == "" || !again
}

// call is what the forms of a call have in common.
type call struct {
	TableName     string
	Key, Item     map[string]json.RawMessage
	RequestItems  map[string]json.RawMessage
	TransactItems []map[string]call
}

func (r *recorder) note(operation string, in call) {
	switch operation {
	case "TransactWriteItems":
		for _, item := range in.TransactItems {
			for act, of := range item {
				r.note(act, of)
			}
		}
	case "BatchGetItem":
		for name, of := range in.RequestItems {
			var keys struct{ Keys []map[string]json.RawMessage }
			_ = json.Unmarshal(of, &keys)
			for _, key := range keys.Keys {
				r.add(name, key, false)
			}
		}
	case "GetItem", "Query":
		r.add(in.TableName, in.Key, false)
	case "PutItem", "UpdateItem", "DeleteItem", "Put", "Update", "Delete", "ConditionCheck":
		key := in.Key
		if key == nil {
			key = in.Item
		}
		r.add(in.TableName, key, true)
	}
}

func (r *recorder) add(physical string, key map[string]json.RawMessage, write bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	table, known := r.keys[physical]
	if !known {
		return
	}
	name := strings.TrimSuffix(table.LogicalID, "Table")
	var value map[string]string
	_ = json.Unmarshal(key[table.Keys[0].AttributeName], &value)
	for _, v := range value {
		r.touches = append(r.touches, touch{name, v, write})
	}
	if len(value) == 0 { // a query, whose key is in an expression
		r.touches = append(r.touches, touch{name, "", write})
	}
}
