// Package rule takes what AWS services publish on the default bus to functions, as rules of EventBridge do.
//
// It owns the choice of events and their envelope. It must not know what the events say, and tries no
// function twice.
package rule

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"latchkey/infra/local/bus"
	"latchkey/infra/local/pattern"
	"latchkey/infra/template"
)

// Invoke calls a function.
type Invoke func(ctx context.Context, function string, payload []byte) error

// Rules are those of a template.
type Rules struct {
	account, region string
	invoke          Invoke
	rules           []rule

	ctx     context.Context
	cancel  context.CancelFunc
	running sync.WaitGroup
}

type rule struct {
	function string
	wanted   pattern.Pattern
}

// New refuses a pattern that it does not read.
func New(rules []template.Rule, invoke Invoke, account, region string) (*Rules, error) {
	r := &Rules{account: account, region: region, invoke: invoke}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	for _, t := range rules {
		wanted, err := pattern.Parse(t.Pattern)
		if err != nil {
			r.cancel()
			return nil, fmt.Errorf("rule %s: %w", t.Name, err)
		}
		r.rules = append(r.rules, rule{t.Function, wanted})
	}
	return r, nil
}

// Publish takes an event to the functions of the rules that want it, and does not wait for them.
func (r *Rules) Publish(source, detailType string, detail json.RawMessage) {
	payload, err := json.Marshal(bus.Event{
		Version: "0", ID: rand.Text(), DetailType: detailType, Source: source, Account: r.account,
		Time: time.Now().UTC().Truncate(time.Second), Region: r.region, Resources: []string{}, Detail: detail,
	})
	var event map[string]any
	if err != nil || json.Unmarshal(payload, &event) != nil {
		return // the detail is not JSON, and EventBridge takes no other
	}
	for _, t := range r.rules {
		if t.wanted.Matches(event) {
			r.running.Go(func() { _ = r.invoke(r.ctx, t.function, payload) })
		}
	}
}

// Stop ends what is running.
func (r *Rules) Stop() {
	r.cancel()
	r.running.Wait()
}
