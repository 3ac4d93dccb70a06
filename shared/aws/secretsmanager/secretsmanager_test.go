package secretsmanager_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/secretsmanager"
	"latchkey/infra/template"
	adapter "latchkey/shared/aws/secretsmanager"
	"latchkey/shared/start/boot"
)

const file = "" // keeps nothing

func open(t *testing.T, serve http.Handler) *adapter.Client {
	t.Helper()
	server := httptest.NewServer(serve)
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", server.URL)
	return adapter.Open(&boot.Process{Region: "eu-west-1", Credentials: dynamodb.Credentials, HTTP: server.Client()})
}

// One answer that is lost or refused keeps no function from starting; two do.
func TestALostAnswer(t *testing.T) {
	secrets, err := secretsmanager.New([]template.Secret{{LogicalID: "Key", Name: "latchkey-Key", Length: 64}}, file)
	if err != nil {
		t.Fatal(err)
	}
	for what, fail := range map[string]http.HandlerFunc{
		"lost": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"throttled": func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, `{"__type":"ThrottlingException"}`, http.StatusBadRequest)
		},
		"broken": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>", http.StatusServiceUnavailable) },
	} {
		for failures, good := range map[int32]bool{1: true, 100: false} {
			var left, asked atomic.Int32
			left.Store(failures)
			client := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if asked.Add(1); left.Add(-1) >= 0 {
					fail(w, r)
					return
				}
				secrets.ServeHTTP(w, r)
			}))
			if values, err := client.Values(t.Context(), "latchkey-Key"); (err == nil && len(values) == 1) != good {
				t.Errorf("%d %s: %d values, %v", failures, what, len(values), err)
			}
			// Two stages of the secret are asked for, each twice at most.
			if n := asked.Load(); n > 4 || good && n != 3 {
				t.Errorf("%d %s: asked %d times", failures, what, n)
			}
		}
	}
}

// A function that has no time left asks no second time, and waits for nothing.
func TestNoTimeLeft(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var asked atomic.Int32
	client := open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 2 { // both stages
			cancel()
		}
		w.WriteHeader(http.StatusInternalServerError)
	}))
	if values, err := client.Values(ctx, "latchkey-Key"); err == nil || asked.Load() != 2 {
		t.Errorf("asked %d times: %d values, %v", asked.Load(), len(values), err)
	}
}

// the value is given, and from the first rotation on the one before it, too.
func TestValues(t *testing.T) {
	secrets, err := secretsmanager.New([]template.Secret{{LogicalID: "Key", Name: "latchkey-Key", Length: 64}}, file)
	if err != nil {
		t.Fatal(err)
	}
	client := open(t, secrets)
	if values, err := client.Values(t.Context(), "latchkey-Other"); err == nil {
		t.Errorf("a secret that there is not: %d values", len(values))
	}
	first, err := client.Values(t.Context(), "latchkey-Key")
	if err != nil || len(first) != 1 || len(first[0]) != 64 {
		t.Fatalf("%d values, %v", len(first), err)
	}
	if err := secrets.Rotate("Key"); err != nil {
		t.Fatal(err)
	}
	second, err := client.Values(t.Context(), "latchkey-Key")
	if err != nil || len(second) != 2 || second[0] == first[0] || second[1] != first[0] {
		t.Fatalf("%d values, %v", len(second), err)
	}
	if err := secrets.Rotate("Other"); err == nil {
		t.Error("a secret that there is not was rotated")
	}
}

// A failure is one, and not a secret that was never rotated.
func TestFailures(t *testing.T) {
	for name, answer := range map[string]struct {
		status int
		body   string
	}{
		"denied":     {400, `{"__type":"AccessDeniedException","message":"no"}`},
		"broken":     {500, `{"__type":"InternalServiceError"}`},
		"no JSON":    {502, `<html>`},
		"no value":   {200, `{}`},
		"a redirect": {302, `{}`},
	} {
		client := open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(answer.status)
			_, _ = w.Write([]byte(answer.body))
		}))
		if values, err := client.Values(t.Context(), "latchkey-Key"); err == nil || slices.Contains(values, "") {
			t.Errorf("%s: %d values, %v", name, len(values), err)
		}
	}
}
