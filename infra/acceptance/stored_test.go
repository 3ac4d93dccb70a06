package acceptance

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/stack"
	"latchkey/infra/template"
)

// leftovers checks the items that the services of these tests leave in their tables.
var leftovers = &remains{broken: map[string]bool{}}

type remains struct {
	mu     sync.Mutex
	broken map[string]bool
	// seeded has the users of package seed, whose admin is not counted, so that there can be a
	// first one, and whose codes last longer.
	seeded *stack.Stack
}

// expect names the stack that has the users of package seed.
func (r *remains) expect(seeded *stack.Stack) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seeded = seeded
}

func (r *remains) isSeeded(s service) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return s.Stack == r.seeded
}

// check reads every table of a service, before they are deleted with it.
func (r *remains) check(s service) {
	tables := map[string][]record{}
	for _, table := range s.Tables {
		items, err := scanned(context.Background(), dynamodb.Client(s.DynamoDBEndpoint), table.Name)
		if err != nil {
			r.note(fmt.Sprintf("%s cannot be read: %v", table.LogicalID, err))
			continue
		}
		tables[table.LogicalID] = items
	}
	if r.isSeeded(s) {
		delete(tables, "ClaimsTable")
		delete(tables, "AuthorizationCodesTable") // where the code of the sample is valid for a day
	}
	r.note(broken(s.Service.Tables, tables, time.Now())...)
}

func (r *remains) note(faults ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, fault := range faults {
		r.broken[fault] = true
	}
}

func (r *remains) faults() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.broken))
}

const day = 24 * time.Hour

// lifetimes are the longest that an item of a table is kept from now on. What DynamoDB is to
// delete, it deletes by these alone, and nothing reads them back.
var lifetimes = map[string]time.Duration{
	"SessionsTable": day, "PasscodesTable": day, "SupportPinsTable": 7 * day, "ThrottlesTable": day, "IdempotencyTable": day,
	"FactorsTable": 10 * time.Minute, "DevicesTable": 90 * day, "AuthorizationCodesTable": time.Minute, "AuditEventsTable": 400 * day, "ServiceKeysTable": (365 + 400) * day,
}

// broken are the rules that items break which no route reads back.
func broken(schema []template.Table, tables map[string][]record, now time.Time) (faults []string) {
	for _, table := range schema {
		if table.TTLAttribute == "" {
			continue
		}
		for _, item := range tables[table.LogicalID] {
			if strings.HasPrefix(words(item["scope"]), "cleanup/") {
				continue // where a search was left is no count, and has no end
			}
			if table.LogicalID == "FactorsTable" && item[table.TTLAttribute] == nil {
				continue // only an enrolment that nobody has confirmed ends
			}
			if fault := expiry(table, item, now); fault != "" {
				faults = append(faults, table.LogicalID+": "+fault)
			}
		}
	}
	for _, item := range tables["AuditEventsTable"] {
		faults = append(faults, recorded(item)...)
	}
	for _, user := range tables["UsersTable"] {
		faults = append(faults, indexed(user)...)
	}
	return append(faults, append(claimed(tables), profiled(tables)...)...)
}

// profiled holds what applications stored to a user who exists.
func profiled(tables map[string][]record) (faults []string) {
	users := map[int64]bool{}
	for _, u := range tables["UsersTable"] {
		id, _ := whole64(u["id"])
		users[id] = true
	}
	for _, p := range tables["ProfilesTable"] {
		if owner, ok := whole64(p["user_id"]); !ok || !users[owner] {
			faults = append(faults, "ProfilesTable: an item is of a user who does not exist")
		}
	}
	return faults
}

// expiry holds a TTL to whole seconds since 1970, within the lifetime of its table.
func expiry(table template.Table, item record, now time.Time) string {
	most, known := lifetimes[table.LogicalID]
	ends, ok := whole64(item[table.TTLAttribute])
	switch {
	case !known:
		return "has a TTL, and its lifetime is not in the list"
	case !ok:
		return "an item has no whole number for its " + table.TTLAttribute
	case ends < time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Unix():
		return fmt.Sprintf("an item ends at %d, which is no time in seconds", ends)
	case ends > now.Add(most+time.Minute).Unix():
		return fmt.Sprintf("an item ends at %d, after the %s that it lives", ends, most)
	}
	return ""
}

// recorded holds an audit record to who did what to whom, kept for 400 days.
func recorded(item record) (faults []string) {
	acts := "actor"
	if _, byService := item["service_key"]; byService {
		acts = "service_key"
	}
	for _, name := range []string{"user_id", acts} {
		if who, ok := whole64(item[name]); !ok || who == 0 {
			faults = append(faults, fmt.Sprintf("AuditEventsTable: a record of %v has no %s", words(item["event"]), name))
		}
	}
	at, dated := whole64(item["at"])
	ends, ending := whole64(item["expires_at"])
	if kept := time.Duration(ends-at) * time.Second; !dated || !ending || kept != 400*day {
		faults = append(faults, fmt.Sprintf("AuditEventsTable: a record of %v is kept for %s", words(item["event"]), kept))
	}
	if words(item["event"]) == "" || words(item["outcome"]) == "" {
		faults = append(faults, "AuditEventsTable: a record has no event or no outcome")
	}
	return faults
}

// heldAs are the kinds of claims, and the user's attribute that each is of.
var heldAs = map[string]string{"username": "username", "email": "email", "phone": "phone_number"}

// claimed holds every claim to an owner who exists and has what is claimed, and the count of
// admins to the admins.
func claimed(tables map[string][]record) (faults []string) {
	users, admins := map[string]record{}, int64(0)
	for _, u := range tables["UsersTable"] {
		id, _ := whole64(u["id"])
		users[strconv.FormatInt(id, 10)] = u
		if words(u["role"]) == "admin" && words(u["status"]) == "active" {
			admins++
		}
	}
	enrolled := map[string]bool{}
	for _, f := range tables["FactorsTable"] {
		id, _ := whole64(f["user_id"])
		enrolled[fmt.Sprint(id, words(f["id"]))] = true
	}
	for _, c := range tables["ClaimsTable"] {
		kind, value, _ := strings.Cut(words(c["value"]), "#")
		if kind == "admins" {
			if n, ok := whole64(c["count"]); !ok || n != admins {
				faults = append(faults, fmt.Sprintf("ClaimsTable: %d admins are counted, and there are %d", n, admins))
			}
			continue
		}
		owner, _ := whole64(c["user_id"])
		if kind == "passkey" {
			if !enrolled[fmt.Sprint(owner, words(c["factor"]))] {
				faults = append(faults, "ClaimsTable: a claim of a passkey is of a user who does not have it")
			}
			continue
		}
		attribute, known := heldAs[kind]
		if held := words(users[strconv.FormatInt(owner, 10)][attribute]); !known || held != value {
			faults = append(faults, fmt.Sprintf("ClaimsTable: a claim of a %s is of a user who does not have it", kind))
		}
	}
	return faults
}

func words(v types.AttributeValue) string {
	s, _ := v.(*types.AttributeValueMemberS)
	if s == nil {
		return ""
	}
	return s.Value
}

func whole64(v types.AttributeValue) (int64, bool) {
	n, _ := v.(*types.AttributeValueMemberN)
	if n == nil {
		return 0, false
	}
	i, err := strconv.ParseInt(n.Value, 10, 64)
	return i, err == nil
}

// Each rule is broken once, and seen.
func TestLeftoversAreChecked(t *testing.T) {
	now := time.Now()
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	number := func(n int64) types.AttributeValue {
		return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
	}
	in := func(d time.Duration) types.AttributeValue { return number(now.Add(d).Unix()) }
	act := func(name string, v types.AttributeValue) record {
		r := record{"user_id": number(7), "actor": number(8), "event": text("deleted"), "outcome": text("success"), "at": in(0), "expires_at": in(400 * day)}
		r[name] = v
		return r
	}
	claim := func(value string, owner int64) record { return record{"value": text(value), "user_id": number(owner)} }
	schema := []template.Table{
		{LogicalID: "ThrottlesTable", TTLAttribute: "expires_at"}, {LogicalID: "AuditEventsTable", TTLAttribute: "expires_at"},
		{LogicalID: "NewTable", TTLAttribute: "ends"}, {LogicalID: "UsersTable"}, {LogicalID: "ClaimsTable"},
	}
	mary := record{"id": number(7), "username": text("mary"), "email": text("mary@x.example"), "role": text("admin"), "status": text("active"), "uncommon": text("admin active")}
	for _, c := range []struct {
		name, table string
		item        record
		faulty      bool
	}{
		{"a day", "ThrottlesTable", record{"expires_at": in(day)}, false},
		{"over, and still there", "ThrottlesTable", record{"expires_at": in(-day)}, false},
		{"milliseconds", "ThrottlesTable", record{"expires_at": number(now.UnixMilli())}, true},
		{"two days", "ThrottlesTable", record{"expires_at": in(2 * day)}, true},
		{"never", "ThrottlesTable", record{}, true},
		{"a text", "ThrottlesTable", record{"expires_at": text("1900000000")}, true},
		{"a fraction", "ThrottlesTable", record{"expires_at": &types.AttributeValueMemberN{Value: "1900000000.5"}}, true},
		{"a duration", "ThrottlesTable", record{"expires_at": number(86400)}, true},
		{"a table that is new", "NewTable", record{"ends": in(0)}, true},
		{"a record", "AuditEventsTable", act("address", text("203.0.113.7")), false},
		{"400 times 24 minutes", "AuditEventsTable", act("expires_at", in(400*24*time.Minute)), true},
		{"no actor", "AuditEventsTable", act("actor", nil), true},
		{"nobody for an actor", "AuditEventsTable", act("actor", number(0)), true},
		{"no subject", "AuditEventsTable", act("user_id", number(0)), true},
		{"no event", "AuditEventsTable", act("event", text("")), true},
		{"a name", "ClaimsTable", claim("username#mary", 7), false},
		{"an address", "ClaimsTable", claim("email#mary@x.example", 7), false},
		{"nobody's", "ClaimsTable", claim("username#mary", 8), true},
		{"no longer held", "ClaimsTable", claim("username#maria", 7), true},
		{"a number that the owner has not", "ClaimsTable", claim("phone#+447700900123", 7), true},
		{"a kind that is new", "ClaimsTable", claim("passport#7", 7), true},
		{"a passkey that nobody has", "ClaimsTable", claim("passkey#00", 7), true},
		{"a profile", "ProfilesTable", record{"user_id": number(7)}, false},
		{"nobody's profile", "ProfilesTable", record{"user_id": number(8)}, true},
		{"one admin", "ClaimsTable", record{"value": text("admins"), "count": number(1)}, false},
		{"two admins", "ClaimsTable", record{"value": text("admins"), "count": number(2)}, true},
	} {
		tables := map[string][]record{"UsersTable": {mary}, c.table: {c.item}}
		if faults := broken(schema, tables, now); len(faults) > 0 != c.faulty {
			t.Errorf("%s: %v", c.name, faults)
		}
	}
}
