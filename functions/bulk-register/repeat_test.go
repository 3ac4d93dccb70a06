package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// repeated under its key, a request makes nobody twice and answers the same.
func TestRepeated(t *testing.T) {
	w, h := setUp(t, true)
	body := users(t, user("mary", nil), user("a b", nil), plain("anne"))
	first := post(t, h, "key-1", body)
	if got := first.Outcomes(t); got != "201, 422 invalid_fields username:invalid_username email:invalid_email, 201" {
		t.Fatal(got)
	}
	want := map[string]int{"Users": 2, "Claims": 4, "Passcodes": 2, "Idempotency": 1, "AuditEvents": 2}
	for range 2 {
		if again := post(t, h, "key-1", body); again.Status != 207 || again.Body != first.Body {
			t.Errorf("%d %s", again.Status, again.Body)
		}
	}
	if a := post(t, h, "key-1", users(t, user("rose", nil))); a.Status != 422 || a.Code(t) != "idempotency_key_reused" {
		t.Errorf("another body: %d %s", a.Status, a.Body)
	}
	stored(t, w, want, 2)

	other := as(account.RoleAdmin, "key-1", users(t, user("rose", nil)))
	other.Caller.UserID = 8
	if a := world.Do(t, h, other); a.Outcomes(t) != "201" {
		t.Errorf("another's key of the same words: %d %s", a.Status, a.Body)
	}
	w.Pass(24 * time.Hour)
	if a := post(t, h, "key-1", users(t, user("lucy", nil))); a.Outcomes(t) != "201" {
		t.Errorf("the next day: %d %s", a.Status, a.Body)
	}
	for _, item := range w.Scan(t, w.Tables.Idempotency) {
		if text := fmt.Sprint(item["id"], item["digest"], item["results"]); strings.Contains(text, "key-1") || strings.Contains(text, "mary") || strings.Contains(text, "latchkey.example") {
			t.Errorf("the table tells what was asked: %s", text)
		}
	}
}

func TestRepeatedAtOnce(t *testing.T) {
	w, h := setUp(t, true)
	body := users(t, many(3)...)
	var done string
	for _, a := range world.Parallel(t, h, 20, func(int) world.Call { return as(account.RoleAdmin, "key-1", body) }) {
		switch {
		case a.Status == http.StatusConflict && a.Code(t) == "request_in_progress" && a.Headers["retry-after"] != "":
		case a.Status == http.StatusMultiStatus && (done == "" || done == a.Body):
			done = a.Body
		default:
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	if done == "" {
		t.Error("none was done")
	}
	stored(t, w, map[string]int{"Users": 3, "Claims": 6, "Passcodes": 3, "Idempotency": 1, "AuditEvents": 3}, 3)
}

// cutOff makes a request with the key "key-1", of which the run dies when its first user is stored.
func cutOff(t *testing.T, w *world.World, h world.Handler, body string) {
	t.Helper()
	counts := 0
	w.Edge.Refuse(func(operation string) bool { // the message is counted first; what ends the run comes second
		if operation == "UpdateItem" {
			counts++
		}
		return counts > 1
	})
	post(t, h, "key-1", body)
	w.Edge.Refuse(nil)
}

// a run that died half-way is made again when its lease has expired, and makes only what
// it had not made.
func TestCutOffRun(t *testing.T) {
	w, h := setUp(t, true)
	body := users(t, many(1)...)
	cutOff(t, w, h, body)
	want := map[string]int{"Users": 1, "Claims": 2, "Passcodes": 1, "Idempotency": 1, "AuditEvents": 1}
	stored(t, w, want, 1)
	if a := post(t, h, "key-1", body); a.Status != 409 || a.Code(t) != "request_in_progress" {
		t.Errorf("under its lease: %d %s", a.Status, a.Body)
	}
	w.Pass(time.Minute)
	if a := post(t, h, "key-1", users(t, many(2)...)); a.Status != 422 || a.Code(t) != "idempotency_key_reused" {
		t.Errorf("another request, the lease being over: %d %s", a.Status, a.Body)
	}
	if a := post(t, h, "key-1", body); a.Outcomes(t) != "201" || a.Results(t)[0].User.Username != "user0" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	stored(t, w, want, 1)
}

// What a run that died had made is given as it is, unless the user has another name by now.
func TestUsersOfACutOffRun(t *testing.T) {
	for name, c := range map[string]struct {
		item    member
		renamed string
		want    string
	}{
		"renamed since": {user("mary", nil), "anne", "409 user_changed"},
		"as it was":     {user("mary", nil), "", "201"},
		"unnamed":       {user("mary", member{"username": nil}), "", "201"},
	} {
		t.Run(name, func(t *testing.T) {
			w, h := setUp(t, true)
			body := users(t, c.item)
			cutOff(t, w, h, body)
			made := w.Scan(t, w.Tables.Users)
			if len(made) != 1 {
				t.Fatalf("%d users", len(made))
			}
			if c.renamed != "" {
				w.Set(t, w.Tables.Users, map[string]types.AttributeValue{"id": made[0]["id"]},
					map[string]types.AttributeValue{"username": &types.AttributeValueMemberS{Value: c.renamed}})
			}
			w.Pass(time.Minute)
			a := post(t, h, "key-1", body)
			if a.Outcomes(t) != c.want {
				t.Errorf("%s, want %s", a.Outcomes(t), c.want)
			}
			stored(t, w, map[string]int{"Users": 1, "Claims": 2, "Passcodes": 1, "Idempotency": 1, "AuditEvents": 1}, 1)
		})
	}
}
