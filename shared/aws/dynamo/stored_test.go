package dynamo_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/throttle"
)

// seconds reads a time as DynamoDB's TTL does.
func seconds(t *testing.T, v types.AttributeValue) time.Time {
	t.Helper()
	n, ok := v.(*types.AttributeValueMemberN)
	if !ok {
		t.Fatalf("%+v is no number", v)
	}
	s, err := strconv.ParseInt(n.Value, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return time.Unix(s, 0)
}

// Counts are deleted by their TTL alone, which no route reads back.
func TestCountsEndWithTheirWindow(t *testing.T) {
	db := testdb.New(t)
	for _, limit := range []throttle.Limit{{Name: "a", Window: 10 * time.Minute, Max: 5}, {Name: "b", Window: 24 * time.Hour, Max: 5}} {
		if err := db.Store.Take(t.Context(), throttle.Charge{Limit: limit, Subject: throttle.Subject("s"), At: now}); err != nil {
			t.Fatal(err)
		}
	}
	items := db.Scan(t, db.Tables.Throttles)
	for _, item := range items {
		if ends := seconds(t, item["expires_at"]); !ends.After(now) || ends.After(now.Add(25*time.Hour)) {
			t.Errorf("%v ends at %s", item["scope"], ends)
		}
	}
	if len(items) != 2 {
		t.Errorf("%d counts", len(items))
	}
}

// a record says who did what to whom, and is kept for 400 days.
func TestRecords(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	if err := db.Store.Register(t.Context(), u, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		ctx   context.Context
		actor account.ID
	}{
		{"somebody else", audit.With(t.Context(), audit.Trail{Actor: 7, At: now}), 7},
		{"the user, signed in", audit.With(t.Context(), audit.Trail{Actor: u.ID, At: now}), u.ID},
		{"nobody who is signed in", audit.With(t.Context(), audit.Trail{At: now}), u.ID},
		{"no request", t.Context(), u.ID},
	} {
		for _, item := range db.Scan(t, db.Tables.AuditEvents) {
			db.Delete(t, db.Tables.AuditEvents, map[string]types.AttributeValue{"user_id": item["user_id"], "id": item["id"]})
		}
		to := u.SignOutEverywhere()
		if err := db.Store.UpdateUser(c.ctx, dynamo.Update{From: u, To: to, Act: audit.PasswordChanged}); err != nil {
			t.Fatal(err)
		}
		u = to
		u.Version++
		items := db.Scan(t, db.Tables.AuditEvents)
		if len(items) != 1 {
			t.Fatalf("%s: %d records", c.name, len(items))
		}
		if kept := seconds(t, items[0]["expires_at"]).Sub(seconds(t, items[0]["at"])); kept != 400*24*time.Hour {
			t.Errorf("%s: kept for %s", c.name, kept)
		}
		events, _, err := db.Store.AuditEvents(t.Context(), u.ID, "", 10)
		if err != nil || len(events) != 1 || events[0].Actor != c.actor || events[0].User != u.ID || events[0].Name != audit.PasswordChanged {
			t.Errorf("%s: %+v, %v", c.name, events, err)
		}
	}
}

// Each user gives up claims of their own, and no other: what another has come to hold stays held.
func TestClaimsOfOthersStay(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	u.PhoneNumber = "+447700900123"
	if err := db.Store.Register(t.Context(), u, nil); err != nil {
		t.Fatal(err)
	}
	const other = "7"
	for _, value := range []string{"username#mary", "email#" + u.Email, "phone#" + u.PhoneNumber} {
		db.Set(t, db.Tables.Claims, claimKey(value), map[string]types.AttributeValue{"user_id": &types.AttributeValueMemberN{Value: other}})
	}
	to := u
	to.Username, to.Email, to.PhoneNumber = "maria", "maria@x.example", ""
	err := db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: to})
	if err != nil && !errors.Is(err, account.ErrChanged) {
		t.Error(err)
	}
	held := 0
	for _, item := range db.Scan(t, db.Tables.Claims) {
		if owner, ok := item["user_id"].(*types.AttributeValueMemberN); ok && owner.Value == other {
			held++
		}
	}
	if held != 3 {
		t.Errorf("another holds %d of three claims", held)
	}
}

func claimKey(value string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"value": &types.AttributeValueMemberS{Value: value}}
}
