package world

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// footprint counts what there is, in a form that does not depend on ids. A table is read again only when
// it was written to since.
func (w *World) footprint(t testing.TB) map[string]int {
	t.Helper()
	all := map[string]int{"messages": w.Outbox.Delivered()}
	for name, table := range map[string]string{
		"users": w.Tables.Users, "claims": w.Tables.Claims, "sessions": w.Tables.Sessions, "codes": w.Tables.Passcodes,
		"profiles": w.Tables.Profiles, "keys": w.Tables.RegistrationKeys, "runs": w.Tables.Idempotency, "pins": w.Tables.SupportPINs,
		"service keys": w.Tables.ServiceKeys, "authorization codes": w.Tables.AuthorizationCodes,
		record: w.Tables.AuditEvents, attempts: w.Tables.Throttles,
	} {
		writes := w.Writes(table)
		if f := w.footprints[name]; f.writes != writes {
			w.footprints[name] = footprint{writes, tally(name, w.Scan(t, table))}
		}
		maps.Copy(all, w.footprints[name].counts)
	}
	return all
}

// footprint is what a table had after so many writes to it.
type footprint struct {
	writes int
	counts map[string]int
}

func tally(name string, items []map[string]types.AttributeValue) map[string]int {
	counts := map[string]int{}
	for _, item := range items {
		switch name {
		case record:
			counts[record+act(item)]++
		case attempts:
			for _, value := range item {
				counts[attempts] += counted(value)
			}
		default:
			counts[name]++
			counts[name+" open"] += open(item)
			counts[name+" tries"] += counted(item["tried"])
			if item["used_by"] != nil {
				counts[name+" used"]++
			}
		}
	}
	return counts
}

// attempts is what a footprint counts the attempts by that the limits are of.
const attempts = "attempts"

// record begins what a footprint counts audit records by.
const record = "record "

// act is an audit record as "event by self", where users did it to themselves, or "event by another".
func act(item map[string]types.AttributeValue) string {
	event, _ := item["event"].(*types.AttributeValueMemberS)
	outcome, _ := item["outcome"].(*types.AttributeValueMemberS)
	user, _ := item["user_id"].(*types.AttributeValueMemberN)
	actor, _ := item["actor"].(*types.AttributeValueMemberN)
	if event == nil || outcome == nil || user == nil || actor == nil {
		return fmt.Sprintf("unreadable: %v", item)
	}
	act := event.Value + " by another"
	if actor.Value == user.Value {
		act = event.Value + " by self"
	}
	if outcome.Value != "success" {
		act += ", " + outcome.Value
	}
	return act
}

// acts are the audit records in a footprint, sorted.
func acts(made map[string]int) []string {
	all := []string{}
	for kind, n := range made {
		if act, is := strings.CutPrefix(kind, record); is {
			all = append(all, slices.Repeat([]string{act}, n)...)
		}
	}
	slices.Sort(all)
	return all
}

// open counts a code or a key that is still valid.
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
