package acceptance

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"sync"

	"latchkey/infra/local/stack"
	"latchkey/infra/permission"
	"latchkey/infra/permission/permissiontest"
	"latchkey/infra/template"
)

// recorder records the calls that the functions make to AWS in all of these tests. The local AWS
// allows every call: without the recorder, a missing permission would show on the day of
// deployment, and one too many when it is abused.
var recorder = &permission.Recorder{Account: "123456789012", Table: templateTable}

const tables = "latchkey-"

// templateTable is the name of a test's table in the template: without the prefix of the test.
func templateTable(table string) string {
	_, name, _ := strings.Cut(strings.TrimPrefix(table, "test-"), "-")
	return tables + name
}

// withRecorder is an endpoint before that of DynamoDB, the same for all tests.
func withRecorder(dynamodb string) string {
	proxy, _ := proxies.LoadOrStore(dynamodb, sync.OnceValue(func() string {
		target, err := url.Parse(dynamodb)
		if err != nil {
			return dynamodb
		}
		proxy := httputil.NewSingleHostReverseProxy(target)
		proxy.Transport = &http.Transport{MaxIdleConnsPerHost: 100} // as many as a test has requests at once
		proxy.ErrorHandler = func(w http.ResponseWriter, r *http.Request, err error) {
			if r.Context().Err() == nil { // a client that left is no failure
				slog.Error("DynamoDB Local did not answer", "cause", err.Error())
			}
			w.WriteHeader(http.StatusBadGateway)
		}
		return httptest.NewServer(recorder.Before(proxy)).URL
	}))
	return proxy.(func() string)()
}

var proxies sync.Map

// leastPrivilege gives the permissions that are missing or unused. Where there are none, it
// mutates the roles to see that it would have found them.
func leastPrivilege() []string {
	service, err := template.Load(filepath.Join(root, "template.yaml"), template.Options{
		Assumed: stack.Assumed(""), TablePrefix: tables,
	})
	if err != nil {
		return []string{err.Error()}
	}
	calls := recorder.Calls()
	if len(calls) == 0 {
		return []string{"no function made a call to AWS, so no permission can be checked"}
	}
	var faults []string
	for _, f := range permission.Check(service, calls) {
		faults = append(faults, f.String())
	}
	if len(faults) == 0 {
		faults = permissiontest.Mutate(service, calls)
	}
	return faults
}
