package rule_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"latchkey/infra/local/bus"
	"latchkey/infra/local/rule"
	"latchkey/infra/template"
)

const wanted = `{"source": ["aws.ses"], "detail-type": ["Email Bounced", "Email Complaint Received"], "detail": {"mail": {"tags": {"ses:configuration-set": ["mine"]}}}}`

func TestRefusesWhatItDoesNotRead(t *testing.T) {
	for _, pattern := range []string{`{`, `{"source": "aws.ses"}`, `{"source": [{"prefix": "aws."}]}`} {
		if _, err := rule.New([]template.Rule{{Name: "R", Pattern: pattern}}, nil, "", ""); err == nil || !strings.Contains(err.Error(), "rule R: ") {
			t.Errorf("%s: %v", pattern, err)
		}
	}
}

// An event of another source, type or configuration set is for somebody else in the account.
func TestChooses(t *testing.T) {
	var mu sync.Mutex
	var got []bus.Event
	rules, err := rule.New([]template.Rule{{Name: "R", Function: "f", Pattern: wanted}}, func(_ context.Context, function string, payload []byte) error {
		mu.Lock()
		defer mu.Unlock()
		var e bus.Event
		if err := json.Unmarshal(payload, &e); err != nil || function != "f" {
			t.Errorf("%s: %v", function, err)
		}
		got = append(got, e)
		return nil
	}, "123456789012", "us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	const mine = `{"mail":{"tags":{"ses:configuration-set":["other","mine"]}}}`
	for _, e := range []struct{ source, kind, detail string }{
		{"aws.s3", "Email Bounced", mine},
		{"aws.ses", "Email Delivered", mine},
		{"aws.ses", "Email Bounced", `{"mail":{"tags":{"ses:configuration-set":["other"]}}}`},
		{"aws.ses", "Email Bounced", `{"mail":{"tags":{}}}`},
		{"aws.ses", "Email Bounced", `{"mail":"mine"}`},
		{"aws.ses", "Email Bounced", `{`},
		{"aws.ses", "Email Bounced", mine},
	} {
		rules.Publish(e.source, e.kind, json.RawMessage(e.detail))
	}
	rules.Stop()
	if len(got) != 1 || got[0].DetailType != "Email Bounced" || string(got[0].Detail) != mine || got[0].ID == "" {
		t.Errorf("%+v", got)
	}
}
