package prove_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"golang.org/x/sync/errgroup"

	"latchkey/infra/contract"
	"latchkey/infra/local/stack"
	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/running"
)

// internals are words of the inside, which no answer has.
var internals = regexp.MustCompile(`goroutine |panic:|\.go:[0-9]|dynamodb|ValidationException|smithy|password_hash|token_hash|key_hash|totp_secret`)

// hashes are of passwords, to their end.
var hashes = regexp.MustCompile(`\$argon2[^"\\]*`)

// Whatever is sent to an operation of the contract, by whomever: the answer is one that the contract lists,
// it is no failure of the service, and it repeats no secret. The requests are near to what the
// contract allows, each wrong in one or a few ways.
func TestSurface(t *testing.T) {
	f := newSurface(t)
	inputs := proof.Count(t, proof.Inputs)
	seed := seedOf(*surfaceSeed)
	t.Logf("-surface.seed=%d", seed)
	var g errgroup.Group
	g.SetLimit(8)
	for i := range proof.Times(200, 5000) {
		g.Go(func() error {
			random := rand.New(rand.NewPCG(seed, uint64(i)))
			f.try(t, random, f.operations[i%len(f.operations)])
			inputs.Add(1)
			return nil
		})
	}
	_ = g.Wait()
	f.checkReach(t)
}

var surfaceSeed = flag.Uint64("surface.seed", 0, "repeats a run of TestSurface")

// seedOf has every run of the tests send the same, and other requests where the promise is to be shown.
func seedOf(given uint64) uint64 {
	switch {
	case given != 0:
		return given
	case proof.Full():
		return rand.Uint64()
	}
	return 1
}

// asked follows no redirect: the contract is of the answer itself.
var asked = &http.Client{
	Transport: &http.Transport{MaxIdleConnsPerHost: 8}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// surface is the service as the contract has it.
type surface struct {
	running.Service
	contract   *contract.Contract
	operations []operation
	callers    []*caller

	sent     sync.Map // hashes
	mu       sync.Mutex
	statuses map[int]int
	found    map[string]bool
}

type operation struct {
	method, path string
	*openapi3.Operation
	parameters openapi3.Parameters
}

func newSurface(t *testing.T) *surface {
	t.Helper()
	f := &surface{statuses: map[int]int{}, found: map[string]bool{}}
	f.Service = running.Start(t, stack.Config{WithoutEvents: true, Slowdown: 10}, "AccessTokens=on", "PasskeyDomain=localhost", "ReturnUrls=https://app.example/signed-in")
	document, err := openapi3.NewLoader().LoadFromFile(contract.Path("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if f.contract, err = contract.Load("../.."); err != nil {
		t.Fatal(err)
	}
	for _, path := range document.Paths.InMatchingOrder() {
		item := document.Paths.Value(path)
		all := item.Operations()
		for _, method := range slices.Sorted(maps.Keys(all)) {
			o := all[method]
			f.operations = append(f.operations, operation{method, path, o, append(append(openapi3.Parameters{}, item.Parameters...), o.Parameters...)})
		}
	}
	f.callers = newCallers(t, f.Service)
	return f
}

// try sends one request and checks its answer.
func (f *surface) try(t *testing.T, random *rand.Rand, o operation) {
	who := f.callers[random.IntN(len(f.callers))]
	token := who.token(t)
	m := maker{random, f.callers}
	url, body := f.URL+m.path(o)+m.query(o), m.body(o)
	request, err := http.NewRequestWithContext(t.Context(), o.method, url, strings.NewReader(body))
	if err != nil {
		return // no client can send it
	}
	m.headers(request.Header, o, body != "", token)
	f.noteHashes(url)
	f.noteHashes(body)
	answer, err := asked.Do(request)
	if err != nil {
		f.report(t, o, "no answer: "+err.Error(), request, body)
		return
	}
	defer func() { _ = answer.Body.Close() }()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		f.report(t, o, "half an answer: "+err.Error(), request, body)
		return
	}
	if answer.StatusCode == http.StatusUnauthorized && bytes.Contains(said, []byte(`"token_invalid"`)) {
		who.doubt(token)
	}
	ignored(request)
	e := contract.Exchange{Request: request, Sent: bytes.TrimPrefix([]byte(body), []byte("\ufeff")), Status: answer.StatusCode, Header: answer.Header, Body: said}
	f.check(t, o, e, token)
}

// ignored takes out of a request that was answered what the service may ignore: a code where none is needed.
func ignored(r *http.Request) {
	r.Header.Del("Challenge-Id")
	r.Header.Del("Challenge-Code")
}

// noteHashes notes the hashes that a request has in it. One may have been stored as a note, which the answer to
// another request shows.
func (f *surface) noteHashes(sent string) {
	for _, hash := range hashes.FindAllString(sent, -1) {
		f.sent.Store(hash, true)
	}
}

func (f *surface) check(t *testing.T, o operation, e contract.Exchange, token string) {
	f.mu.Lock()
	f.statuses[e.Status]++
	f.mu.Unlock()
	if e.Status >= http.StatusInternalServerError {
		f.report(t, o, fmt.Sprintf("%d %s", e.Status, e.Body), e.Request, string(e.Sent))
		return
	}
	if err := f.contract.Check(t.Context(), e); err != nil {
		f.report(t, o, fmt.Sprintf("%d %.300s: %v", e.Status, e.Body, err), e.Request, string(e.Sent))
	}
	said := fmt.Sprint(e.Header) + string(e.Body)
	if media := e.Header.Get("Content-Type"); !strings.Contains(media, "json") {
		return // pages and the contract itself have these words
	}
	if inside := internals.FindString(said); inside != "" && !strings.Contains(string(e.Sent)+e.Request.URL.String(), inside) {
		f.report(t, o, "it has "+inside+" in it: "+said, e.Request, string(e.Sent))
	}
	for _, hash := range hashes.FindAllString(said, -1) {
		if _, sent := f.sent.Load(hash); !sent {
			f.report(t, o, "it has a hash in it: "+said, e.Request, string(e.Sent))
		}
	}
	if strings.Contains(said, running.Password) || token != "" && strings.Contains(said, token) {
		f.report(t, o, "it has a secret in it: "+said, e.Request, string(e.Sent))
	}
}

// report tells each kind of failure of an operation once.
func (f *surface) report(t *testing.T, o operation, what string, r *http.Request, body string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if kind := o.OperationID + what[:min(len(what), 60)]; !f.found[kind] {
		f.found[kind] = true
		t.Errorf("%s %s %.200q %.2000q: %.600s", r.Method, r.URL, fmt.Sprint(r.Header), body, what)
	}
}

// checkReach fails where the requests did not get far: a test of refusals alone proves little.
func (f *surface) checkReach(t *testing.T) {
	t.Logf("answers by status: %v", f.statuses)
	for _, status := range []int{200, 400, 401, 403, 404, 422} {
		if f.statuses[status] == 0 {
			t.Errorf("no request was answered with %d: %v", status, f.statuses)
		}
	}
}
