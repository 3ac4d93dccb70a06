package breaches_test

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"latchkey/shared/domain/metric"
	"latchkey/shared/outside/breaches"
)

const password = "velvet tractor orbit moss"

// digits are the hash of the password: what is told, and what is not.
func digits() (first, rest string) {
	sum := sha1.Sum([]byte(password))
	hash := strings.ToUpper(hex.EncodeToString(sum[:]))
	return hash[:5], hash[5:]
}

// asked is what a service heard, and what came of it.
type asked struct {
	requests []*http.Request
	found    bool
	counts   string // the line of metrics
	log      string
}

// ask looks the password up at a service that answers by a handler.
func ask(t *testing.T, answer http.HandlerFunc) (a asked) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.requests = append(a.requests, r)
		answer(w, r)
	}))
	defer server.Close()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	service, err := breaches.New(server.URL+"/range/", client)
	if err != nil {
		t.Fatal(err)
	}
	var log, counts bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, nil)))
	defer slog.SetDefault(before)
	ctx := metric.Begin(t.Context(), "Latchkey/test")
	a.found = service.Has(ctx, password)
	slog.New(slog.NewJSONHandler(&counts, nil)).LogAttrs(ctx, slog.LevelInfo, "", metric.Report(ctx, time.Unix(0, 0))...)
	a.counts, a.log = counts.String(), log.String()
	return a
}

func rows(rows ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Join(rows, "\r\n")) }
}

const other = "00000000000000000000000000000000000"

// what the lists have is found, whatever else the service says.
func TestAnswers(t *testing.T) {
	_, rest := digits()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   bool
	}{
		"in the lists":                {rows(other+":7", rest+":3", other+":1"), true},
		"alone, in small letters":     {rows(strings.ToLower(rest) + ":1\n"), true},
		"not in the lists":            {rows(other+":7", other+":0"), false},
		"padding that looks like it":  {rows(other+":7", rest+":0"), false},
		"more than any list has seen": {rows(rest + ":18446744073709551615"), true},
	} {
		a := ask(t, c.answer)
		if a.found != c.want || a.log != "" || strings.Contains(a.counts, string(metric.BreachesUnanswered)) {
			t.Errorf("%s: %v %s %s", name, a.found, a.log, a.counts)
		}
	}
}

// five digits of the hash go out, and padding comes back, so that no length tells them either.
func TestWhatGoesOut(t *testing.T) {
	first, rest := digits()
	a := ask(t, rows(other+":1"))
	if len(a.requests) != 1 {
		t.Fatalf("%d requests", len(a.requests))
	}
	r := a.requests[0]
	if r.Method != http.MethodGet || r.RequestURI != "/range/"+first || r.Header.Get("Add-Padding") != "true" {
		t.Errorf("%s %s %v", r.Method, r.RequestURI, r.Header)
	}
	if all := strings.ToUpper(fmt.Sprint(r.RequestURI, r.Header)); strings.Contains(all, rest[:5]) || strings.Contains(all, "VELVET") {
		t.Errorf("the service was told more: %s", all)
	}
}

// hang answers nothing more until the client gives up.
func hang(w http.ResponseWriter, r *http.Request) {
	w.(http.Flusher).Flush()
	<-r.Context().Done()
}

// a service that fails, hangs or lies keeps nobody from setting a password. It is counted and
// logged each time, without anything of the password.
func TestNoAnswer(t *testing.T) {
	first, rest := digits()
	for name, answer := range map[string]http.HandlerFunc{
		"an error":         func(w http.ResponseWriter, _ *http.Request) { http.Error(w, rest+":1", http.StatusInternalServerError) },
		"too many":         func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "", http.StatusTooManyRequests) },
		"not found":        http.NotFound,
		"a page":           rows("<!doctype html>", "<title>Sign in to the network</title>"),
		"a long line":      rows(strings.Repeat("A", 1<<20)),
		"half a hash":      rows(rest[:10] + ":1"),
		"no count":         rows(rest),
		"a count in words": rows(rest + ":many"),
		"a count below 0":  rows(rest + ":-1"),
		"nothing":          rows(),
		"a redirect":       func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) },
		"no end": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, other+":1\n"); err != nil {
					return
				}
			}
		},
		"it hangs before the answer": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"it hangs in the answer": func(w http.ResponseWriter, r *http.Request) {
			rows(other+":1\n")(w, r)
			hang(w, r)
		},
		"it breaks off": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "1000")
			rows(other+":1\n")(w, r)
			panic(http.ErrAbortHandler)
		},
	} {
		a := ask(t, answer)
		if a.found || len(a.requests) != 1 || !strings.Contains(a.counts, `"BreachesUnanswered":1,`) {
			t.Errorf("%s: found=%v, %d requests, %s", name, a.found, len(a.requests), a.counts)
		}
		if strings.Count(a.log, "\n") != 1 || strings.Contains(a.log, first) || strings.Contains(a.log, rest[:5]) || strings.Contains(a.log, "velvet") {
			t.Errorf("%s: logged %s", name, a.log)
		}
	}
}

func TestNobodyListens(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	service, err := breaches.New(server.URL+"/", http.DefaultClient)
	if err != nil || service.Has(t.Context(), password) {
		t.Error(err)
	}
}

// Digits of a hash go over TLS, but for those that stay on the machine.
func TestAddresses(t *testing.T) {
	for address, good := range map[string]bool{
		"https://api.pwnedpasswords.com/range/":     true,
		"https://ranges.example:8443/":              true,
		"http://localhost:3999/range/":              true,
		"http://127.0.0.1:3999/":                    true,
		"http://ranges.example/":                    false,
		"http://localhost.example/":                 false,
		"https://api.pwnedpasswords.com/range":      false,
		"https://ranges.example/?all=/":             false,
		"https://user:secret@ranges.example/range/": false,
		"https:///range/":                           false,
		"ftp://localhost/":                          false,
		"range/":                                    false,
	} {
		if _, err := breaches.New(address, http.DefaultClient); (err == nil) != good {
			t.Errorf("%s: %v", address, err)
		}
	}
}
