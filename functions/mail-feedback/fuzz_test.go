package main

import (
	"strings"
	"testing"

	"latchkey/shared/domain/account"
)

// An event that was garbled marks nobody's address, and an error repeats nothing of it.
func FuzzFeedback(f *testing.F) {
	for _, payload := range []string{
		"", "null", "{}", bounce("Permanent", "mary@latchkey.example"), bounce("Transient", "mary@latchkey.example"), `{"detail":{"eventType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"a"}]}}}`,
		`{"detail":{"eventType":"Bounce","bounce":null}}`, `{"detail":{"eventType":"Bounce","eventType":"Complaint"}}`, `{"detail":{"eventType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[null]}}}`,
	} {
		f.Add([]byte(payload))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		why, recipients, err := parse(payload)
		if err != nil && (why != "" || recipients != nil || err.Error() != errUnread.Error()) {
			t.Errorf("%q: %q, %v, %v", payload, why, recipients, err)
		}
		if err == nil && len(recipients) == 0 {
			t.Errorf("%q is about nobody", payload)
		}
		if why == account.Bounced && !strings.Contains(string(payload), "ermanent") && !strings.Contains(string(payload), `\u`) {
			t.Errorf("%q is a bounce", payload)
		}
	})
}
