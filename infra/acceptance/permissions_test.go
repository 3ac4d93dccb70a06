package acceptance

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"latchkey/infra/local/runtime"
	"latchkey/infra/template"
)

// what each function does to the tables in all of these tests is held against the
// statements of its role. DynamoDB Local lets everybody do everything: without this, a missing
// permission would show on the day of deployment.
func TestMain(m *testing.M) {
	code := m.Run()
	whole := flag.Lookup("test.run").Value.String() == "" && !testing.Short()
	if missing := permissions.missing(); code == 0 && whole && len(missing) > 0 {
		fmt.Println("template.yaml does not allow what the functions do:\n  " + strings.Join(missing, "\n  "))
		code = 1
	}
	os.Exit(code)
}

// permissions stands between the functions and DynamoDB, and notes who does what to which table.
var permissions = &witness{seen: map[deed]bool{}}

type deed struct{ key, action, resource string }

type witness struct {
	mu   sync.Mutex
	seen map[deed]bool
	urls map[string]string
}

// before gives an endpoint that stands before another.
func (w *witness) before(endpoint string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.urls[endpoint] == "" {
		target, err := url.Parse(endpoint)
		if err != nil {
			return endpoint
		}
		proxy := httputil.NewSingleHostReverseProxy(target)
		server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				http.Error(rw, err.Error(), http.StatusBadGateway)
				return
			}
			w.note(r, body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			proxy.ServeHTTP(rw, r)
		}))
		w.urls = map[string]string{endpoint: server.URL}
	}
	return w.urls[endpoint]
}

var signedBy = regexp.MustCompile(`Credential=(\w+)/`)

func (w *witness) note(r *http.Request, body []byte) {
	by := signedBy.FindStringSubmatch(r.Header.Get("Authorization"))
	_, operation, found := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if by == nil || !found {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, d := range deeds(by[1], operation, body) {
		w.seen[d] = true
	}
}

// call is what of a request to DynamoDB says which tables it is about.
type call struct {
	TableName, IndexName string
	RequestItems         map[string]json.RawMessage
	TransactItems        []map[string]struct{ TableName string }
}

// deeds gives what IAM asks about a call: of a transaction, each of its writes.
func deeds(key, operation string, body []byte) (all []deed) {
	var c call
	if json.Unmarshal(body, &c) != nil {
		return nil
	}
	for _, item := range c.TransactItems {
		for kind, of := range item {
			all = append(all, deed{key, kind + "Item", logical(of.TableName)}) // Put is PutItem, and so on
		}
	}
	for table := range c.RequestItems {
		all = append(all, deed{key, operation, logical(table)})
	}
	switch {
	case c.IndexName != "":
		all = append(all, deed{key, operation, logical(c.TableName) + "/index/" + c.IndexName})
	case c.TableName != "":
		all = append(all, deed{key, operation, logical(c.TableName)})
	}
	return all
}

// logical takes the prefix of a test's own tables away.
func logical(table string) string {
	_, after, _ := strings.Cut(strings.TrimPrefix(table, "test-"), "-")
	return after
}

// missing are the deeds that no statement allows.
func (w *witness) missing() (all []string) {
	service, err := template.Load(filepath.Join(root, "template.yaml"), template.Options{
		Assumed: map[string]string{"MailFrom": "no-reply@latchkey.example"}, TablePrefix: "latchkey-",
	})
	if err != nil {
		return []string{err.Error()}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	functions := map[string]template.Function{}
	for _, f := range service.Functions {
		functions[runtime.AccessKey(f.Name)] = f
	}
	for d := range w.seen {
		if f, ok := functions[d.key]; ok && !allows(f, d) {
			all = append(all, fmt.Sprintf("%s: dynamodb:%s on %s", f.Name, d.action, d.resource))
		}
	}
	slices.Sort(all)
	return all
}

func allows(f template.Function, d deed) bool {
	return slices.ContainsFunc(f.Statements, func(s template.Statement) bool {
		return s.Effect == "Allow" && slices.Contains(s.Actions, "dynamodb:"+d.action) &&
			slices.ContainsFunc(s.Resources, func(arn string) bool { return strings.HasSuffix(arn, ":table/latchkey-"+d.resource) })
	})
}
