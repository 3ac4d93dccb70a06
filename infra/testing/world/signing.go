package world

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
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
	fault atomic.Value // the func of Spoil
	url   string
}

// NewKMS starts one.
func NewKMS(t testing.TB) *KMS {
	t.Helper()
	served, err := kms.Open(t.Context(), SigningKeys, values.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	for _, arn := range SigningKeys { // made now: on a busy machine that takes longer than a call may
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(fmt.Sprintf(`{"KeyId":%q}`, arn)))
		r.Header.Set("X-Amz-Target", kms.Target+"GetPublicKey")
		made := httptest.NewRecorder()
		if served.ServeHTTP(made, r); made.Code != http.StatusOK {
			t.Fatal(made.Body)
		}
	}
	k := new(KMS)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.Asked.Add(1)
		chosen, _ := k.fault.Load().(func() testdb.Fault)
		fault := testdb.None
		if chosen != nil {
			fault = chosen()
		}
		testdb.Broken(served, fault, w, r)
	}))
	t.Cleanup(server.Close)
	k.url = server.URL
	return k
}

// Break gives every call from now on a fault.
func (k *KMS) Break(f testdb.Fault) { k.fault.Store(func() testdb.Fault { return f }) }

// BreakOne gives one of the calls from now on a fault, and says whether there was such a call.
func (k *KMS) BreakOne(n int32, f testdb.Fault) (hit func() bool) {
	var asked atomic.Int32
	k.fault.Store(func() testdb.Fault {
		if asked.Add(1) == n {
			return f
		}
		return testdb.None
	})
	return func() bool { return asked.Load() >= n }
}

// Faults are those of calls to a service that is not DynamoDB.
var Faults = []testdb.Fault{
	testdb.Throttled, testdb.Failed, testdb.TimedOut, testdb.Closed, testdb.Dropped, testdb.Garbled, testdb.CutOff, testdb.Slow,
}

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
