package idempotency_test

import (
	"strings"
	"testing"
	"time"

	"latchkey/shared/domain/idempotency"
)

// whole is `{"status":201}` of the run below, encrypted under "a secret".
// It stands here, because a target runs in several processes, and each would make another.
const whole = "d2FqAPhNwUK1B/ppnAaD56tBeOsZKXKOfmG/D6VecLtoRfIJ6fnchXZC"

// unwrapped leaves out what base64 ignores.
var unwrapped = strings.NewReplacer("\r", "", "\n", "")

// The stored results of a run are read by nobody without its key, and are an error where they were garbled,
// cut or moved to another run.
func FuzzResults(f *testing.F) {
	key, err := idempotency.NewKey("a secret")
	if err != nil {
		f.Fatal(err)
	}
	request := idempotency.Request{Caller: 7, Route: "POST /x", Content: "{}", ClientKey: "abc"}
	run := key.Run(request, time.Unix(1e9, 0))
	run.Token, run.Results = "a run", whole
	for _, results := range []string{"", "=", run.Results, run.Results[4:], run.Results[:8], run.Results + "AAAA"} {
		f.Add(results, run.Token, "abc")
	}
	f.Add(run.Results, "another run", "abc")
	f.Add(run.Results, run.Token, "abd")
	f.Fuzz(func(t *testing.T, results, token, clientKey string) {
		later := request
		later.ClientKey = clientKey
		stored := run
		stored.Results, stored.Token = results, token
		plain, err := key.Results(key.Run(later, time.Unix(1e9, 0)), stored)
		if own := unwrapped.Replace(results) == whole && token == "a run" && clientKey == "abc"; (err == nil) != own || !own && plain != nil {
			t.Errorf("%q of %q under %q: %q, %v", results, token, clientKey, plain, err)
		}
	})
}
