package world

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// footprint counts what there is, in a form that does not depend on ids.
func (w *World) footprint(t testing.TB) map[string]int {
	t.Helper()
	all := map[string]int{"messages": w.Outbox.Delivered()}
	for name, table := range map[string]string{
		"users": w.Tables.Users, "claims": w.Tables.Claims, "sessions": w.Tables.Sessions, "codes": w.Tables.Passcodes,
		"keys": w.Tables.RegistrationKeys, "runs": w.Tables.Idempotency, "pins": w.Tables.SupportPINs, "records": w.Tables.AuditEvents,
	} {
		for _, item := range w.Scan(t, table) {
			all[name]++
			all[name+" open"] += open(item)
			all[name+" tries"] += counted(item["tried"])
			if item["used_by"] != nil {
				all[name+" used"]++
			}
		}
	}
	for _, item := range w.Scan(t, w.Tables.Throttles) {
		for _, value := range item {
			all["attempts"] += counted(value)
		}
	}
	return all
}

// open holds for a code or a key that is good yet.
func open(item map[string]types.AttributeValue) int {
	if active, ok := item["active"].(*types.AttributeValueMemberBOOL); ok && active.Value {
		return 1
	}
	return 0
}

// counted is how many attempts stand in an attribute. Those that protect an account are sets; a
// tally, which is a number, may count a call twice whose answer was lost.
func counted(v types.AttributeValue) int {
	if set, ok := v.(*types.AttributeValueMemberSS); ok {
		return len(set.Value)
	}
	return 0
}
