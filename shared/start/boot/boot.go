// Package boot owns the cold start of a function: its environment, what its AWS clients
// are made of, and the connections that are opened before the first request.
//
// Clients are built directly rather than from the SDK's default configuration, which would
// bring three more services into every binary for profiles and single sign-on that a
// function never has. Lambda replaces the whole process when it replaces credentials, so
// reading them from the environment is enough.
package boot

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
)

// Process is one function's process.
type Process struct {
	Region      string
	Credentials aws.CredentialsProvider
	HTTP        *http.Client

	endpoints []endpoint
	once      map[string]string
}

// Once gives a value of the process by its name, and makes it at the first call. It is for the
// start, where one goroutine runs.
func (p *Process) Once(name string, value func() string) string {
	made, found := p.once[name]
	if !found {
		made = value()
		if p.once == nil {
			p.once = map[string]string{}
		}
		p.once[name] = made
	}
	return made
}

// Start reads what Lambda gives every process.
func Start() *Process {
	slog.SetDefault(logger(os.Stdout))
	return &Process{
		Region:      String("AWS_REGION"),
		Credentials: aws.CredentialsProviderFunc(environmentCredentials),
		HTTP:        client(),
	}
}

// Serve warms the connections and takes requests until Lambda ends the process.
func (p *Process) Serve(handler any) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	p.warm(ctx)
	cancel()
	useWhatIsGiven()
	lambda.Start(handler)
}

func environmentCredentials(context.Context) (aws.Credentials, error) {
	return aws.Credentials{
		AccessKeyID:     os.Getenv("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    os.Getenv("AWS_SESSION_TOKEN"),
		Source:          "environment",
	}, nil
}

// client is shared by every adapter. It follows no redirect: AWS sends none, and following
// one would send a signed request elsewhere.
func client() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	transport.DialContext = (&net.Dialer{Timeout: 2 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	transport.MaxIdleConnsPerHost = 16
	transport.TLSHandshakeTimeout = 2 * time.Second
	transport.ResponseHeaderTimeout = 4 * time.Second
	return &http.Client{
		Transport:     oneWrite{transport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// partition is the end of every host name of a region.
func partition(region string) string {
	if strings.HasPrefix(region, "cn-") {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}
