package kms_test

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/smithy-go"

	"latchkey/infra/local/dynamodb"
	local "latchkey/infra/local/kms"
	"latchkey/infra/local/values"
	adapter "latchkey/shared/aws/kms"
	"latchkey/shared/start/boot"
)

const arn = "arn:aws:kms:eu-west-1:123456789012:key/0b1f1f0e-0000-4000-8000-000000000001"

func open(t *testing.T, serve http.Handler) *adapter.Client {
	t.Helper()
	server := httptest.NewServer(serve)
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL_KMS", server.URL)
	return adapter.Open(&boot.Process{Region: "eu-west-1", Credentials: dynamodb.Credentials, HTTP: server.Client()})
}

func keys(t *testing.T) *local.Server {
	t.Helper()
	s, err := local.Open(t.Context(), []string{arn}, values.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSignatures(t *testing.T) {
	client := open(t, keys(t))
	public, err := client.PublicKey(t.Context(), arn)
	if err != nil || public.N.BitLen() != 2048 {
		t.Fatal(public, err)
	}
	message := []byte(strings.Repeat("longer than KMS takes as a message ", 200))
	signature, err := client.Sign(t.Context(), arn, message)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(message)
	if err := rsa.VerifyPKCS1v15(public, crypto.SHA256, digest[:], signature); err != nil {
		t.Error(err)
	}
}

// An error says which call failed, and why.
func TestRefusals(t *testing.T) {
	client := open(t, keys(t))
	var api smithy.APIError
	if _, err := client.PublicKey(t.Context(), arn+"x"); !errors.As(err, &api) || api.ErrorCode() != "NotFoundException" || !strings.HasPrefix(err.Error(), "kms GetPublicKey: ") {
		t.Errorf("%v", err)
	}
	if _, err := client.Sign(t.Context(), arn+"x", nil); !errors.As(err, &api) || api.ErrorCode() != "NotFoundException" || !strings.HasPrefix(err.Error(), "kms Sign: ") {
		t.Errorf("%v", err)
	}
}

// One answer that is lost, refused or garbled is asked for again. A key that is not RSA is none.
func TestFailures(t *testing.T) {
	served := keys(t)
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	for what, c := range map[string]struct {
		fail http.HandlerFunc
		once bool // whether it is well if it happens once
	}{
		"lost":      {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, true},
		"throttled": {answer(400, `{"__type":"ThrottlingException"}`), true},
		"broken":    {answer(500, `{"__type":"KMSInternalException"}`), true},
		"disabled":  {answer(400, `{"__type":"DisabledException"}`), false},
		"no key":    {answer(200, `{"PublicKey":"eA==","KeyUsage":"SIGN_VERIFY"}`), false},
		"no RSA":    {answer(200, `{"PublicKey":"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=","KeyUsage":"SIGN_VERIFY"}`), false},
	} {
		for _, times := range []int32{1, 100} {
			var left atomic.Int32
			left.Store(times)
			client := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if left.Add(-1) >= 0 {
					c.fail(w, r)
					return
				}
				served.ServeHTTP(w, r)
			}))
			key, err := client.PublicKey(t.Context(), arn)
			if good := err == nil && key != nil; good != (c.once && times == 1) {
				t.Errorf("%s, %d times: %v, %v", what, times, key, err)
			}
		}
	}
}

// A KMS that hangs is given up long before the gateway would give up the request.
func TestSlow(t *testing.T) {
	hang := make(chan struct{})
	client := open(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hang }))
	t.Cleanup(func() { close(hang) })
	if _, err := client.Sign(t.Context(), arn, []byte("x")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}
