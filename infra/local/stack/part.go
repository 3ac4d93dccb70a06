package stack

import (
	"context"
	"errors"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/gateway"
	"latchkey/infra/local/runtime"
	"latchkey/infra/local/schedule"
)

const (
	region  = "us-east-1"
	account = "123456789012"
)

func (s *Stack) readTemplate() error {
	service, err := Read(s.config, s.URL)
	if err != nil {
		return err
	}
	s.Service, s.Tables = service, slices.Clone(service.Tables)
	if s.config.WithoutEvents {
		service.Pipes = nil
		// A record of a stream slows down every table of a DynamoDB Local. What has expired is deleted
		// there within seconds, at times before a test has seen that nothing takes it.
		for i := range s.Tables {
			s.Tables[i].StreamView, s.Tables[i].TTLAttribute = "", ""
		}
	}
	return nil
}

func (s *Stack) startDynamoDB(ctx context.Context) error {
	s.DynamoDBEndpoint = s.config.DynamoDBEndpoint
	if s.DynamoDBEndpoint == "" {
		server, err := dynamodb.Start(ctx, s.inDataDir("dynamodb"))
		if err != nil {
			return err
		}
		s.cleanups = append(s.cleanups, server.Stop)
		s.DynamoDBEndpoint = server.Endpoint
	}
	return dynamodb.CreateTables(ctx, dynamodb.Client(s.DynamoDBEndpoint), s.Tables)
}

// inDataDir is a name in the data folder, or nothing when there is none.
func (s *Stack) inDataDir(name string) string {
	if s.config.DataDir == "" {
		return ""
	}
	return filepath.Join(s.config.DataDir, name)
}

func (s *Stack) startFunctions(ctx context.Context) error {
	host, err := runtime.Start(ctx, runtime.Config{
		Functions:   s.functions(),
		Region:      region,
		Log:         s.log,
		Environment: s.endpoints(),
	})
	if err != nil {
		return err
	}
	s.host = host
	s.cleanups = append(s.cleanups, host.Stop)
	return nil
}

func (s *Stack) functions() []runtime.Function {
	var functions []runtime.Function
	for _, f := range s.Service.Functions {
		functions = append(functions, runtime.Function{
			Name:        f.Name,
			Binary:      filepath.Join(s.config.Binaries, f.Name, "bootstrap"),
			ARN:         f.ARN,
			MemoryMB:    f.MemoryMB,
			Slowdown:    s.config.Slowdown,
			Timeout:     time.Duration(f.Timeout*max(1, s.config.Slowdown)) * time.Second,
			Environment: f.Environment,
		})
	}
	return functions
}

func (s *Stack) prepare(ctx context.Context) error {
	if s.config.Prepare == nil {
		return nil
	}
	return s.config.Prepare(ctx, s)
}

func (s *Stack) openGateway() error {
	api, err := gateway.New(gateway.Config{
		Service:  s.Service,
		Invoke:   s.invokeForGateway,
		Domain:   "localhost",
		Account:  account,
		Access:   func(a gateway.Access) { s.log.line(a.String()) },
		Slowdown: s.config.Slowdown,
	})
	if err != nil {
		return err
	}
	s.gate.open(withLocalPages(api, s.localPages()))
	return nil
}

// invokeForGateway logs why a function could not be invoked.
func (s *Stack) invokeForGateway(ctx context.Context, function string, payload []byte) ([]byte, error) {
	answer, err := s.host.Invoke(ctx, function, payload)
	var failure *runtime.FunctionError
	if err != nil && !errors.As(err, &failure) {
		s.log.line(err.Error()) // no function has printed why
	}
	return answer, err
}

// invokeByEvent gives no answer: nobody waits for one.
func (s *Stack) invokeByEvent(ctx context.Context, function string, payload []byte) error {
	_, err := s.host.Invoke(ctx, function, payload)
	return err
}

func (s *Stack) startSchedules() error {
	runner, err := schedule.New(s.Service.Schedules, schedule.Wall{}, s.invokeByEvent, account, region)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { runner.Run(ctx) })
	s.cleanups = append(s.cleanups, func() { cancel(); running.Wait() })
	return nil
}

// serve answers on listeners until the stack stops; requests that have begun may finish.
func (s *Stack) serve(handler http.Handler, listeners ...net.Listener) {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
	var served sync.WaitGroup
	for _, l := range listeners {
		served.Go(func() { _ = server.Serve(l) })
	}
	s.cleanups = append(s.cleanups, func() {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close()
		}
		served.Wait()
	})
}
