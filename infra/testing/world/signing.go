package world

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/kms"
	"latchkey/infra/local/values"
	"latchkey/infra/testing/testdb"
	adapter "latchkey/shared/aws/kms"
	"latchkey/shared/domain/accesstoken"
	"latchkey/shared/start/boot"
)

// URL is what the world's tokens say of their issuer.
const URL = "https://id.latchkey.example"

// SigningKeys are the ARNs of the keys that the world's KMS has.
var SigningKeys = []string{
	"arn:aws:kms:eu-west-1:123456789012:key/one", "arn:aws:kms:eu-west-1:123456789012:key/two", "arn:aws:kms:eu-west-1:123456789012:key/three",
}

// KMS is a local KMS, which may fail.
type KMS struct {
	Asked atomic.Int32 // how often it was called
	fault atomic.Value
	url   string
}

// NewKMS starts one.
func NewKMS(t testing.TB) *KMS {
	t.Helper()
	served, err := kms.Open(t.Context(), SigningKeys, values.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	k := new(KMS)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.Asked.Add(1)
		switch fault, _ := k.fault.Load().(testdb.Fault); fault {
		case testdb.TimedOut:
			testdb.Hang(w)
		case testdb.Failed:
			http.Error(w, `{"__type":"KMSInternalException"}`, http.StatusInternalServerError)
		case testdb.Throttled:
			http.Error(w, `{"__type":"ThrottlingException"}`, http.StatusBadRequest)
		default:
			served.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	k.url = server.URL
	return k
}

// Break gives every call from now on a fault.
func (k *KMS) Break(f testdb.Fault) { k.fault.Store(f) }

// Issuer issues tokens that are signed here, by the first of some keys.
func (k *KMS) Issuer(t *testing.T, keys ...string) accesstoken.Issuer {
	t.Helper()
	t.Setenv("AWS_ENDPOINT_URL_KMS", k.url)
	process := &boot.Process{Region: "eu-west-1", Credentials: dynamodb.Credentials, HTTP: testdb.Impatient}
	return accesstoken.Issuer{
		URL: URL, Audiences: []string{"api", "https://notes.example"},
		Keys: &accesstoken.Keys{Names: keys, Signer: adapter.Open(process)},
	}
}
