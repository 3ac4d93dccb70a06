package boot

import (
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
)

// started is a process whose client trusts a server of the test, and the number of
// connections that were opened to it.
func started(t *testing.T) (*Process, *httptest.Server, *atomic.Int64) {
	t.Helper()
	opened := new(atomic.Int64)
	var together sync.WaitGroup
	together.Add(3)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/together" { // answers nobody before all three have come
			together.Done()
			together.Wait()
		}
		_, _ = io.WriteString(w, "healthy")
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	p := &Process{Region: "eu-west-1", HTTP: client()}
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	transport := p.HTTP.Transport.(oneWrite).RoundTripper.(*http.Transport)
	transport.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
	transport.TLSClientConfig.RootCAs = roots
	t.Cleanup(transport.CloseIdleConnections)
	return p, server, opened
}

// The first request after the start opens no connection, though it makes three calls at once.
func TestConnectionsAreOpenedAhead(t *testing.T) {
	p, server, opened := started(t)
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", server.URL)
	url := p.Endpoint("dynamodb", "AWS_ENDPOINT_URL_DYNAMODB", 3)
	p.warm(t.Context())
	ahead := opened.Load()
	if ahead != 3 {
		t.Errorf("%d connections were opened ahead", ahead)
	}
	if err := p.open(t.Context(), endpoint{url + "/together", 3}); err != nil {
		t.Error(err)
	}
	if later := opened.Load() - ahead; later != 0 {
		t.Errorf("%d connections were opened by the first request", later)
	}
}

// A service that does not answer at the start is no reason not to start.
func TestDeadEndpointsDoNotStopTheStart(t *testing.T) {
	p, server, _ := started(t)
	server.Close()
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", server.URL)
	p.Endpoint("dynamodb", "AWS_ENDPOINT_URL_DYNAMODB", 3)
	p.warm(t.Context())
}

// a redirect is not followed; the request is signed for one host.
func TestRedirectsAreNotFollowed(t *testing.T) {
	asked := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer elsewhere.Close()
	server := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusFound))
	defer server.Close()
	p := &Process{HTTP: client()}
	if err := p.open(t.Context(), endpoint{server.URL, 1}); err != nil || asked {
		t.Errorf("asked=%v, %v", asked, err)
	}
}

func TestEndpoints(t *testing.T) {
	for region, want := range map[string]string{
		"eu-west-1":  "https://dynamodb.eu-west-1.amazonaws.com",
		"cn-north-1": "https://dynamodb.cn-north-1.amazonaws.com.cn",
	} {
		t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", "")
		p := &Process{Region: region, HTTP: client()}
		if got := p.Endpoint("dynamodb", "AWS_ENDPOINT_URL_DYNAMODB", 1); got != want {
			t.Errorf("%s: %s", region, got)
		}
	}
}
