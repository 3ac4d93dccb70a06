package world

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/testdb"
)

// Sends is what a request sends.
type Sends int

// A request sends nothing, a code that it is for, a notice of what it has done, or an invitation.
const (
	Nothing Sends = iota
	ACode
	ANotice
	AnInvitation
)

// unsent holds the request to what has to be so where SES and SNS fail. A change that was made is no
// error because its notice could not be sent. A code that was refused is not valid, and nothing that
// hung on it is stored. A code that may still arrive stays valid, and the answer has its challenge.
func (tr *Trial) unsent(t *testing.T) {
	t.Helper()
	good := tr.want
	if tr.Sends == Nothing {
		if good["messages"] > 0 {
			t.Error("a message is sent, and nothing says what holds where it is not")
		}
		return
	}
	for fault, code := range map[testdb.Fault]string{
		testdb.Throttled: "delivery_failed", testdb.Failed: "delivery_failed",
		testdb.TimedOut: "delivery_unsure", testdb.Dropped: "delivery_unsure",
		testdb.Closed: "delivery_unsure", testdb.Garbled: "delivery_unsure", testdb.CutOff: "delivery_unsure", testdb.Slow: "",
	} {
		if !proof.Full() && !slices.Contains(single(), fault) {
			continue
		}
		tr.tried.Add(1)
		tr.start(t)
		call := tr.begin(t)
		tr.World.Senders.Break(fault)
		a := tr.ask(t, call, nil)
		made := tr.made(t)
		what := fmt.Sprintf("a message %s", fault)
		if tr.Sends == ANotice || fault == testdb.Slow {
			tr.answered(t, what, a)
			made["messages"] = good["messages"]
			if wrong := same(made, good); wrong != "" {
				t.Errorf("%s: %s", what, wrong)
			}
			continue
		}
		tr.refused(t, what, a, code)
		tr.withdrawn(t, what, code, made)
	}
}

// withdrawn holds where a code that was refused left nothing, and one that may arrive left all.
func (tr *Trial) withdrawn(t *testing.T, what, code string, made map[string]int) {
	t.Helper()
	if code == "delivery_failed" && made["users"]+made["claims"]+made["codes open"]+made["keys used"] != 0 {
		t.Errorf("%s: left %v", what, made)
	}
	if code == "delivery_unsure" && (made["users"] != tr.want["users"] || made["codes open"] != tr.want["codes open"]) {
		t.Errorf("%s: made %v", what, made)
	}
}

// refused looks for the reason. Some routes have an answer of their own around it: that of an
// item, and that to somebody whose address is unconfirmed.
func (tr *Trial) refused(t *testing.T, what string, a Answer, code string) {
	t.Helper()
	switch {
	case a.Status == http.StatusForbidden && tr.Status == a.Status:
	case a.Status != http.StatusServiceUnavailable && (a.Status != http.StatusMultiStatus || tr.Status != a.Status),
		!strings.Contains(a.Body, code),
		strings.Contains(a.Body, `"challenge":`) != (code == "delivery_unsure" && tr.Sends == ACode):
		t.Errorf("%s: %d %s", what, a.Status, a.Body)
	}
}
