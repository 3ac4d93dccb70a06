package main

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// repeated under its key, the request shows the keys that it showed the first time and
// makes no others, and they stand nowhere in clear.
func TestRepeated(t *testing.T) {
	w, h := setUp(t)
	call := as(account.RoleAdmin, `{"count":2}`)
	call.Headers = map[string]string{"Idempotency-Key": "batch-1"}
	first := world.Do(t, h, call)
	again := world.Do(t, h, call)
	if first.Status != 201 || again.Status != 201 || again.Body != first.Body || w.Count(t)["RegistrationKeys"] != 2 {
		t.Errorf("%d %s\n%d %s", first.Status, first.Body, again.Status, again.Body)
	}
	for _, k := range world.Into[output](t, first).Keys {
		for _, item := range w.Scan(t, w.Tables.Idempotency) {
			if results, ok := item["results"].(*types.AttributeValueMemberS); !ok || strings.Contains(results.Value, k.Plain) {
				t.Error("a key is kept in clear")
			}
		}
	}
	call.Body = `{"count":3}`
	if a := world.Do(t, h, call); a.Status != 422 || a.Code(t) != "idempotency_key_reused" {
		t.Errorf("another request: %d %s", a.Status, a.Body)
	}
}

// the key of one admin is nothing to another, who is shown keys of their own.
func TestRepeatedByAnother(t *testing.T) {
	w, h := setUp(t)
	call := as(account.RoleAdmin, `{"count":2}`)
	call.Headers = map[string]string{"Idempotency-Key": "batch-1"}
	first := world.Do(t, h, call)
	another := *call.Caller
	another.UserID++
	call.Caller = &another
	second := world.Do(t, h, call)
	if first.Status != 201 || second.Status != 201 || first.Body == second.Body || w.Count(t)["RegistrationKeys"] != 4 {
		t.Errorf("%d %s\n%d %s", first.Status, first.Body, second.Status, second.Body)
	}
}
