package acceptance

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"latchkey/infra/contract"
)

// traffic checks every request of these tests to a gateway, with its answer. It does so on the wire, so
// that no test can bypass it.
var traffic = &transcript{breaches: map[string]bool{}}

type transcript struct {
	mu       sync.Mutex
	checked  int
	breaches map[string]bool
}

// promise is the contract that the traffic is compared with.
var promise = sync.OnceValues(func() (*contract.Contract, error) { return contract.Load(root) })

// before gives the address of a proxy before a gateway.
func (r *transcript) before(gateway string) (string, error) {
	promised, err := promise()
	if err != nil {
		return "", err
	}
	target, err := url.Parse(gateway)
	if err != nil {
		return "", err
	}
	proxy := &httputil.ReverseProxy{
		// The request goes on unchanged, with the headers that a proxy would replace.
		Rewrite: func(p *httputil.ProxyRequest) {
			p.Out.URL.Scheme, p.Out.URL.Host, p.Out.URL.RawQuery = target.Scheme, target.Host, p.In.URL.RawQuery
			p.Out.Host = target.Host
			for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
				if given, ok := p.In.Header[name]; ok {
					p.Out.Header[name] = given
				}
			}
		},
		Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true},
		// If the gateway does not answer, the proxy does not either.
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if strings.HasPrefix(request.URL.Path, "/_local/") {
			proxy.ServeHTTP(w, request)
			return
		}
		r.check(promised, proxy, w, request)
	})).URL, nil
}

// check sends a request on, and compares it and its answer with the contract before the test reads it.
func (r *transcript) check(promised *contract.Contract, next http.Handler, w http.ResponseWriter, request *http.Request) {
	sent, err := io.ReadAll(request.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	request.Body = io.NopCloser(bytes.NewReader(sent))
	answer := httptest.NewRecorder()
	next.ServeHTTP(answer, request)
	breach := promised.Check(request.Context(), contract.Exchange{
		Request: request, Sent: sent, Status: answer.Code, Header: answer.Header(), Body: answer.Body.Bytes(),
	})
	r.note(request, answer.Code, breach)
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()) // a client that has gone away is no concern
}

func (r *transcript) note(request *http.Request, status int, breach error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.checked++
	if breach != nil {
		r.breaches[fmt.Sprintf("%s %s %d: %v", request.Method, request.URL.Path, status, breach)] = true
	}
}

// faults are the breaches of the contract, each once.
func (r *transcript) faults() (all []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for breach := range r.breaches {
		all = append(all, breach)
	}
	slices.Sort(all)
	return all
}

// The contract is served as YAML and as a page, with every route of the template.
func TestContractIsServed(t *testing.T) {
	s := start(t)
	file := s.do(t, "GET", "/openapi.yaml", "")
	if file.status != 200 || file.header.Get("Content-Type") != "application/yaml" {
		t.Errorf("%d %v", file.status, file.header)
	}
	if served, err := contract.Parse([]byte(file.body)); err != nil || served == nil {
		t.Errorf("what is served is no contract: %v", err)
	}
	page := s.do(t, "GET", "/docs", "")
	if page.status != 200 || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
		t.Errorf("%d %v", page.status, page.header)
	}
	for _, route := range s.Service.Routes {
		if !strings.Contains(page.body, route.Path) {
			t.Errorf("the page does not show %s", route.Key())
		}
	}
}

// What the contract does not list is noticed on the wire. The transcript is not that of the run.
func TestBreachesAreNoticed(t *testing.T) {
	answers := map[string]string{"/health": `{"status":"ok","host":"x"}`, "/nowhere": `{"status":"ok"}`, "/docs": `<p>`}
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Request-Id", "x")
		_, _ = io.WriteString(w, answers[r.URL.Path])
	}))
	defer gateway.Close()
	r := &transcript{breaches: map[string]bool{}}
	address, err := r.before(gateway.URL)
	if err != nil {
		t.Fatal(err)
	}
	for path := range answers {
		for range 2 {
			a, err := http.Get(address + path)
			if err != nil {
				t.Fatal(err)
			}
			_ = a.Body.Close()
		}
	}
	if got := strings.Join(r.faults(), "\n"); len(r.faults()) != 3 || r.checked != 6 || !strings.Contains(got, "GET /health 200: the answer: ") {
		t.Errorf("%d requests: %s", r.checked, got)
	}
}
