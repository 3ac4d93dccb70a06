package acceptance

import (
	"context"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/infra/local/gateway"
	"latchkey/infra/local/runtime"
	"latchkey/infra/local/stack"
	"latchkey/infra/template"
)

// neighbour is the API of another team: infra/example, in a stack of its own beside Latchkey's.
type neighbour struct {
	service
	ran atomic.Int32 // how often its function was called
}

// beside deploys the example here: it finds Latchkey's authorizer by the name of the export.
func beside(t *testing.T, latchkey service) *neighbour {
	t.Helper()
	own, err := template.Load("../example/template.yaml", template.Options{StackName: "notes", Imports: latchkey.Service.Exports})
	if err != nil {
		t.Fatal(err)
	}
	n := &neighbour{service: service{log: new(journal)}}
	host := n.host(t, own)
	api, err := gateway.New(gateway.Config{
		Service: own, Domain: "notes.latchkey.example", Account: "123456789012",
		Invoke: func(ctx context.Context, function string, payload []byte) ([]byte, error) {
			if _, isOwn := own.Function(function); !isOwn {
				return latchkey.Invoke(ctx, nameOf(t, latchkey, function), payload)
			}
			n.ran.Add(1)
			return host.Invoke(ctx, function, payload)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	n.Stack = &stack.Stack{URL: server.URL}
	return n
}

// host runs the functions of the example, built as its README says.
func (n *neighbour) host(t *testing.T, own *template.Service) *runtime.Host {
	t.Helper()
	var functions []runtime.Function
	for _, f := range own.Functions {
		binary := filepath.Join(t.TempDir(), "bootstrap")
		build := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", binary, "latchkey/infra/example/"+f.Name)
		if said, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		functions = append(functions, runtime.Function{
			Name: f.Name, Binary: binary, ARN: f.ARN, MemoryMB: f.MemoryMB,
			Timeout: time.Duration(f.Timeout) * time.Second, Environment: f.Environment,
		})
	}
	host, err := runtime.Start(t.Context(), runtime.Config{Functions: functions, Region: "us-east-1", Log: n.log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(host.Stop)
	return host
}

// nameOf finds the function of Latchkey that has an ARN.
func nameOf(t *testing.T, latchkey service, arn string) string {
	for _, f := range latchkey.Service.Functions {
		if f.ARN == arn {
			return f.Name
		}
	}
	t.Errorf("Latchkey has no function %s", arn)
	return ""
}
