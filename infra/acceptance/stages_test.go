package acceptance

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/stack"
	"latchkey/infra/testing/testdb"
)

// stages are services that scenarios and tests use, one after the other: to start the processes of functions
// takes longer than most of them. Each finds empty tables, no messages and an empty log.
type stages struct {
	mu   sync.Mutex
	idle map[string][]service // by their parameters
}

// shared are the stages of the whole run.
var shared = stages{idle: map[string][]service{}}

// take gives a service that nothing else uses meanwhile.
func (st *stages) take(ctx context.Context, t *testing.T, parameters ...string) (service, error) {
	if s, found := st.pop(parameters); found {
		waitForWindow(ctx)
		return s, nil
	}
	return launch(ctx, stack.Config{DynamoDBEndpoint: testdb.OwnEndpoint(t), WithoutEvents: true}, parameters...)
}

func (st *stages) pop(parameters []string) (service, bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	key := strings.Join(parameters, " ")
	last := len(st.idle[key]) - 1
	if last < 0 {
		return service{}, false
	}
	s := st.idle[key][last]
	st.idle[key] = st.idle[key][:last]
	return s, true
}

// giveBack takes a service back. It ends one with which something failed, and one whose processes may have
// cached a flag.
func (st *stages) giveBack(t *testing.T, s service, failed bool, parameters ...string) {
	t.Helper()
	flags, err := s.flags()
	if err != nil {
		t.Error(err)
	}
	if failed || err != nil || flags > 0 {
		s.end(t, failed)
		return
	}
	leftovers.check(s)
	inInventory(t, s.log.String())
	a, err := s.send("GET", "/health", "")
	if err := errors.Join(err, s.renew()); err != nil || a.status != http.StatusOK {
		t.Errorf("what stops a service needs one of its own: %d, %v", a.status, err)
		s.Stop()
		return
	}
	s.Outbox.Empty()
	s.Outbox.Refuse(false)
	s.log.clear()
	st.mu.Lock()
	defer st.mu.Unlock()
	key := strings.Join(parameters, " ")
	st.idle[key] = append(st.idle[key], s)
}

// end ends all services. What they left was checked, and is empty.
func (st *stages) end() {
	for _, idle := range st.idle {
		for _, s := range idle {
			s.Stop()
		}
	}
}

// flags is how many feature flags were set.
func (s service) flags() (int, error) {
	for _, table := range s.Tables {
		if table.LogicalID == "FeatureFlagsTable" {
			found, err := scanned(context.Background(), dynamodb.Client(s.DynamoDBEndpoint), table.Name)
			return len(found), err
		}
	}
	return 0, errors.New("the template has no table of feature flags")
}
