package acceptance

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/proof"
	hash "latchkey/shared/domain/password"
)

// expiring is a thing that ends, by the attribute that says when.
type expiring struct {
	name, table, attribute string
	// lasts is how long it is good after what the attribute says; zero where that is the end itself.
	lasts time.Duration
	// begin makes a new one, and gives what tells whether it is good.
	begin func(t *testing.T, x *clock) (good func() bool)
}

// clock is a service in whose tables time passes.
type clock struct {
	service
	boss    string
	victims func(t *testing.T, held []string, since time.Time) *victim
	hashed  string
	n       int
}

func newClock(t *testing.T, parameters ...string) *clock {
	t.Helper()
	hashed, err := new(hash.Hasher).Hash(rand.Reader, password)
	if err != nil {
		t.Fatal(err)
	}
	x := &clock{victims: targets(t, parameters...), hashed: hashed}
	x.service = x.user(t).service
	x.boss = x.admin(t)
	return x
}

// user makes a user with a session.
func (x *clock) user(t *testing.T, held ...string) *victim {
	t.Helper()
	v := x.victims(t, held, time.Now().UTC().Truncate(time.Second).Add(-30*24*time.Hour))
	v.set(t, "UsersTable", record{"id": &types.AttributeValueMemberN{Value: v.user.ID.String()}}, "password_hash", &types.AttributeValueMemberS{Value: x.hashed})
	return v
}

// next is a name that nobody has.
func (x *clock) next() string {
	x.n++
	return fmt.Sprintf("ends%d", x.n)
}

// instants are looked at around an end, as far from it as a busy machine needs. What is good at its end or
// after it is good for ever, where nobody has deleted it.
var instants = []struct {
	name string
	ends time.Duration // from now
	good bool
}{
	{"at its end", 0, false},
	{"just before its end", 2 * time.Minute, true},
	{"a second after its end", -time.Second, false},
	{"a year after its end", -366 * 24 * time.Hour, false},
}

// unread are attributes that say when something ends and by which no request decides, and why.
var unread = map[string]string{
	"ServiceKeysTable.delete_at":  "when DynamoDB deletes it, long after its end",
	"AuditEventsTable.expires_at": "when DynamoDB deletes it: a record is true for ever",
	"UsersTable.known_until":      "saves the search for devices, each of which has an end of its own",
}

var saysWhen = regexp.MustCompile(`(^|_)(expires|expiration|ends|until|delete|valid)(_at|_until)?$`)

// whatever ends is good for nothing at its end and after it, though it is still stored: DynamoDB
// deletes when it likes, and here never. Every table that DynamoDB deletes from has a row, and every attribute
// that says when something ends.
func TestNothingOutlivesItsEnd(t *testing.T) {
	x, attacks, seen := newClock(t, "RegistrationMode=key", "ReturnUrls="+notes, "SessionIdleMinutes=60"), proof.Count(t, proof.Attacks), map[string]bool{}
	for _, e := range ending() {
		seen[e.table+"."+e.attribute] = true
		t.Run(e.name, func(t *testing.T) { attacks.Add(x.outlives(t, e)) })
	}
	x.everyEndHasARow(t, seen)
}

// where unused sessions stay, which is the default, nothing but its own end ends one.
func TestNoSessionOutlivesItsEnd(t *testing.T) {
	x, attacks := newClock(t), proof.Count(t, proof.Attacks)
	for _, e := range ending() {
		if e.table == "SessionsTable" && e.attribute != "used_at" {
			t.Run(e.name, func(t *testing.T) { attacks.Add(x.outlives(t, e)) })
		}
	}
}

func (x *clock) outlives(t *testing.T, e expiring) (tried int) {
	t.Helper()
	for _, at := range instants[:proof.Times(2, len(instants))] {
		before := x.keys(t, e.table)
		good := e.begin(t, x)
		x.move(t, e, before, time.Now().Add(at.ends))
		if tried++; good() != at.good {
			t.Errorf("%s: %v", at.name, !at.good)
		}
	}
	return tried
}

func (x *clock) everyEndHasARow(t *testing.T, seen map[string]bool) {
	t.Helper()
	found := map[string]bool{}
	for _, table := range x.Service.Tables {
		if table.TTLAttribute != "" {
			found[table.LogicalID+"."+table.TTLAttribute] = true
		}
		for _, item := range x.scan(t, table.LogicalID) {
			for attribute := range item {
				if saysWhen.MatchString(attribute) {
					found[table.LogicalID+"."+attribute] = true
				}
			}
		}
	}
	for _, end := range slices.Sorted(maps.Keys(found)) {
		if !seen[end] && unread[end] == "" {
			t.Errorf("%s has no row", end)
		}
	}
	if len(found) < 15 {
		t.Errorf("only %v end", found)
	}
}

// keys are the items of a table.
func (x *clock) keys(t *testing.T, logical string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, item := range x.scan(t, logical) {
		all[x.key(t, logical, item)] = true
	}
	return all
}

func (x *clock) key(t *testing.T, logical string, item record) string {
	t.Helper()
	text, err := json.Marshal(x.keyOf(t, logical, item))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// move moves the end of what was made since.
func (x *clock) move(t *testing.T, e expiring, before map[string]bool, end time.Time) {
	t.Helper()
	moved, value := 0, &types.AttributeValueMemberN{Value: strconv.FormatInt(end.Add(-e.lasts).Unix(), 10)}
	for _, item := range x.scan(t, e.table) {
		if before[x.key(t, e.table, item)] || item[e.attribute] == nil {
			continue
		}
		x.set(t, e.table, x.keyOf(t, e.table, item), e.attribute, value)
		moved++
	}
	if moved == 0 {
		t.Fatalf("%s: there is no %s in %s", e.name, e.attribute, e.table)
	}
}

// the same for a code of each purpose, at the route that takes it.
func TestNoCodeOutlivesItsEnd(t *testing.T) {
	all, attacks := askers(t), proof.Count(t, proof.Attacks)
	for name, create := range all {
		for i := range create(t).doors {
			for _, at := range instants[:proof.Times(1, len(instants))] {
				a := create(t)
				d := a.doors[i]
				challenge, code := a.ask(t, d)
				end := &types.AttributeValueMemberN{Value: strconv.FormatInt(time.Now().Add(at.ends).Unix(), 10)}
				a.set(t, "PasscodesTable", record{"id": &types.AttributeValueMemberS{Value: challenge}}, "expiration", end)
				attacks.Add(1)
				got := a.give(t, d, challenge, code)
				if at.good && got.status != d.done || !at.good && (got.status != 410 || got.text("code") != "challenge_closed") {
					t.Errorf("%s, %s, %s: %d %s", name, d.purpose, at.name, got.status, got.body)
				}
			}
		}
	}
}

// what a passkey has proven ends like a code.
func provenByPasskey(t *testing.T, x *clock) func() bool {
	t.Helper()
	v := x.user(t, "passkey")
	asked := v.do(t, "DELETE", "/users/me", "", "PRIVATE-TOKEN", v.token)
	var code string
	for _, k := range v.passkeys {
		code = v.assert(t, k, asked)[0]
	}
	return func() bool {
		a := v.do(t, "DELETE", "/users/me", "", "PRIVATE-TOKEN", v.token, "Challenge-Id", asked.text("challenge.id"), "Challenge-Code", code)
		return a.status == 204
	}
}
