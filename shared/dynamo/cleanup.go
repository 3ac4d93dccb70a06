package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/account"
	"latchkey/shared/retention"
)

// Sweep is the search of one table for what is due.
type Sweep struct {
	Name string
	// Final holds where nothing would remove the same in time by itself, so that removing it
	// by mistake would be a loss.
	Final bool

	table string
	judge func(it item) (removal Removal, due bool, err error)
}

// Removal is of one thing that is due: all of its writes, or none. Each repeats as its
// condition what made the thing due.
type Removal struct {
	writes []write
	// also is left out where what it changes is gone.
	also *write
}

// Place is where a table was left; its zero value is the beginning.
type Place struct{ key item }

// Batch is what one page of a table held.
type Batch struct {
	Seen int
	Due  []Removal
	Next Place // the beginning again behind the last page
	Err  error // of items that cannot be read, which are kept
}

var (
	errKept   = errors.New("dynamo: it changed since it was found due")
	errNoMore = errors.New("dynamo: the registration key is gone")
)

// Sweeps are those of all tables that hold what comes to an end.
func (s *Store) Sweeps(rules retention.Rules, now time.Time) []Sweep {
	return []Sweep{
		{Name: "passcodes", table: s.tables.Passcodes, judge: s.passcodes(now)},
		{Name: "sessions", table: s.tables.Sessions, judge: s.sessions(now)},
		{Name: "throttles", table: s.tables.Throttles, judge: s.counts(now)},
		{Name: "registration_keys", Final: true, table: s.tables.RegistrationKeys, judge: s.keys(rules, now)},
		{Name: "accounts", Final: true, table: s.tables.Users, judge: s.accounts(rules, now)},
	}
}

// Look reads one page of a table from a place on. It need not be consistent: what it finds is
// looked at again by the condition of its removal.
func (s *Store) Look(ctx context.Context, sw Sweep, from Place) (Batch, error) {
	const page = 250
	out, err := s.client.Scan(ctx, &dynamodb.ScanInput{TableName: &sw.table, ExclusiveStartKey: from.key, Limit: aws.Int32(page)})
	if err != nil {
		return Batch{}, failed("Scan "+sw.table, err)
	}
	b := Batch{Seen: len(out.Items), Next: Place{out.LastEvaluatedKey}}
	for _, it := range out.Items {
		removal, due, err := sw.judge(it)
		if err == nil && due {
			b.Due = append(b.Due, removal)
		}
		b.Err = errors.Join(b.Err, err)
	}
	return b, nil
}

// Remove removes a thing, or keeps it where it is not due any more.
func (s *Store) Remove(ctx context.Context, r Removal) (removed bool, err error) {
	writes := r.writes
	if r.also != nil {
		writes = append(writes[:len(writes):len(writes)], *r.also)
	}
	err = s.commit(ctx, writes...)
	if errors.Is(err, errNoMore) {
		err = s.commit(ctx, r.writes...)
	}
	if errors.Is(err, errKept) {
		return false, nil
	}
	return err == nil, err
}

func (s *Store) passcodes(now time.Time) func(item) (Removal, bool, error) {
	return func(it item) (Removal, bool, error) {
		p, err := readPasscode(it)
		w := change{
			table: s.tables.Passcodes, key: passcodeKey(p.ID), when: "#active = :false OR #expiration <= :now",
			names:  map[string]string{"#active": "active", "#expiration": "expiration"},
			values: item{":false": flag(false), ":now": seconds(now)},
		}.or(errKept)
		return Removal{writes: []write{w}}, retention.Passcode(p, now), err
	}
}

func (s *Store) sessions(now time.Time) func(item) (Removal, bool, error) {
	return func(it item) (Removal, bool, error) {
		se, err := readSession(it)
		w := s.expired(s.tables.Sessions, sessionKey(se.UserID, se.TokenHash), now)
		return Removal{writes: []write{w}}, retention.Session(se, now), err
	}
}

func (s *Store) counts(now time.Time) func(item) (Removal, bool, error) {
	return func(it item) (Removal, bool, error) {
		r := reader{item: it}
		ends := r.time("expires_at")
		w := s.expired(s.tables.Throttles, item{"scope": it["scope"], "window": it["window"]}, now)
		return Removal{writes: []write{w}}, retention.Count(ends, now), r.err
	}
}

func (s *Store) expired(table string, key item, now time.Time) write {
	return change{
		table: table, key: key, when: "#expires <= :now",
		names: map[string]string{"#expires": "expires_at"}, values: item{":now": seconds(now)},
	}.or(errKept)
}

func (s *Store) keys(rules retention.Rules, now time.Time) func(item) (Removal, bool, error) {
	return func(it item) (Removal, bool, error) {
		k, err := readKey(it)
		w := change{
			table: s.tables.RegistrationKeys, key: registrationKey(k.ID),
			when:   "#active = :false AND #updated <= :before OR #expires <= :before",
			names:  map[string]string{"#active": "active", "#updated": "updated_at", "#expires": "expires_at"},
			values: item{":false": flag(false), ":before": seconds(rules.KeysBefore(now))},
		}.or(errKept)
		return Removal{writes: []write{w}}, rules.Key(k, now), err
	}
}

func (s *Store) accounts(rules retention.Rules, now time.Time) func(item) (Removal, bool, error) {
	return func(it item) (Removal, bool, error) {
		u, err := readUser(it)
		removal := Removal{writes: []write{s.abandoned(u, rules.AccountsBefore(now))}}
		for _, c := range claims(u) {
			w := s.release(c, u.ID)
			w.refused = errKept
			removal.writes = append(removal.writes, w)
		}
		if u.RegistrationKey != 0 {
			removal.also = s.forgetUse(u)
		}
		return removal, rules.Account(u, now), err
	}
}

// abandoned removes a user whom nobody ever proved to be: not one who has confirmed his
// address or signed in since he was read, and not one who was changed at all.
func (s *Store) abandoned(u account.User, before time.Time) write {
	return change{
		table: s.tables.Users, key: userKey(u.ID),
		when: "#version = :read AND #confirmed = :false AND attribute_not_exists(#login) AND #role = :user AND #created <= :before",
		names: map[string]string{
			"#version": "version", "#confirmed": "email_confirmed", "#login": "last_login", "#role": "role", "#created": "created_at",
		},
		values: item{
			":read": number(u.Version), ":false": flag(false), ":user": text(account.RoleUser), ":before": seconds(before),
		},
	}.or(errKept)
}

// forgetUse has a key forget the account that it made. The key stays spent.
func (s *Store) forgetUse(u account.User) *write {
	w := change{
		table: s.tables.RegistrationKeys, key: registrationKey(u.RegistrationKey),
		update: "REMOVE #used", when: "#used = :user",
		names: map[string]string{"#used": "used_by"}, values: item{":user": number(u.ID)},
	}.or(errNoMore)
	return &w
}

// Mark is what is remembered of the last search of a table.
type Mark struct {
	From    Place // where to go on
	Removed int
}

// markKey is among the counts, under a scope that none of them has. A mark has no end.
func markKey(sw Sweep) item { return item{"scope": text("cleanup/" + sw.Name), "window": number(0)} }

// Mark gives what is remembered; nothing, and so the beginning, before the first search.
func (s *Store) Mark(ctx context.Context, sw Sweep) (Mark, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Throttles, Key: markKey(sw), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return Mark{}, failed("GetItem Throttles", err)
	}
	r := reader{item: out.Item}
	m := Mark{Removed: int(r.number("removed"))}
	if from := read[*types.AttributeValueMemberM](&r, "from"); from != nil {
		m.From = Place{from.Value}
	}
	return m, r.err
}

// SetMark remembers where a search was left and what it removed.
func (s *Store) SetMark(ctx context.Context, sw Sweep, m Mark) error {
	it := markKey(sw)
	it["removed"] = number(m.Removed)
	if m.From.key != nil {
		it["from"] = &types.AttributeValueMemberM{Value: m.From.key}
	}
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.tables.Throttles, Item: it})
	return failed("PutItem Throttles", err)
}

// AtEnd holds for the place behind the last page, which is the beginning again.
func (p Place) AtEnd() bool { return p.key == nil }
