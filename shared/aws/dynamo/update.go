package dynamo

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
)

// Update is a change of a user, from the user as read to the user as they are to be.
type Update struct {
	From, To account.User
	// Spend is the code that allows the change, if it takes one.
	Spend *passcode.Passcode
	// While is what else must hold of the stored user, where the version does not say enough.
	While *Condition
	// Enrol and Remove are factors that are written and removed with the change, and RecoveryCodes those
	// that take the place of the ones before. A user who turns all of it off loses their codes, too.
	Enrol, Remove   []factor.Factor
	RecoveryCodes   *factor.RecoveryCodes
	NoRecoveryCodes bool
	// Keep is the hash of the session that goes on when the change ends all others.
	Keep string
	// Act is what was done, where the difference does not say it, and Reason why.
	Act    audit.Name
	Reason string
}

// Condition is of an update, with the refusal that its failure means.
type Condition struct {
	when    string
	names   map[string]string
	values  item
	refused error
}

// UpdateUser writes a change with all that hangs on it: the claims on what is unique, the
// count of admins, the code that is spent, the session that goes on. All or nothing, and
// only to the user as read: a change in between is account.ErrChanged.
func (s *Store) UpdateUser(ctx context.Context, u Update) error {
	to := u.To
	to.Version = u.From.Version + 1
	var writes []write
	if u.Spend != nil { // first: a code that is used says so, whatever else has changed
		writes = append(writes, s.spendOn(ctx, u, u.To.UpdatedAt)...)
	}
	writes = append(writes, s.replaceWhile(u.From, to, u.While))
	writes = append(writes, s.moveClaims(u.From, to)...)
	writes = append(writes, s.saveProfile(u.From, to)...)
	writes = append(writes, s.countAdmins(u.From.ActiveAdmin(), to.ActiveAdmin())...)
	writes = append(writes, s.changeFactors(u)...)
	if u.Keep != "" {
		writes = append(writes, s.keepSession(to, u.Keep))
	}
	return s.commit(ctx, append(writes, s.recordings(ctx, u)...)...)
}

// spendOn spends the code that allows a change. What the change takes away is used by that write.
func (s *Store) spendOn(ctx context.Context, u Update, now time.Time) []write {
	if u.takesAway(u.use()) {
		return s.spent(ctx, *u.Spend, now)
	}
	return s.spend(ctx, *u.Spend, now)
}

// recordings are the records of a change: what differs, and the act, which says it where it is about one factor.
func (s *Store) recordings(ctx context.Context, u Update) (writes []write) {
	for _, name := range audit.About(ctx, u.From, u.To) {
		if name == audit.TwoFactorChanged && (u.Act == audit.FactorAdded || u.Act == audit.FactorRemoved) {
			continue
		}
		writes = append(writes, s.recording(ctx, name, u.To.ID))
	}
	if u.Act != "" {
		e := audit.Record(ctx, u.Act, u.To.ID)
		e.Reason = u.Reason
		writes = append(writes, put(s.tables.AuditEvents, auditItem(e)))
	}
	return writes
}

// replace changes the attributes that differ and no others, so that what is written beside
// it, such as the time of a sign-in, is not undone.
func (s *Store) replace(from, to account.User) write { return s.replaceWhile(from, to, nil) }

func (s *Store) replaceWhile(from, to account.User, while *Condition) write {
	c := s.replacement(from, to)
	if while == nil {
		return c.or(account.ErrChanged).provided(to.EmailOTP.Check())
	}
	c.when += " AND " + while.when
	maps.Copy(c.names, while.names)
	maps.Copy(c.values, while.values)
	return c.or(while.refused).provided(to.EmailOTP.Check())
}

func (s *Store) replacement(from, to account.User) change {
	before, after := userItem(from), userItem(to)
	if before["unconfirmed"] == nil {
		delete(after, "unconfirmed") // only a registration begins the wait, and a sign-in may have ended it
	}
	if from.Factors != to.Factors { // the one of a user from before there were several is not stored like this
		for _, name := range factorTimes {
			if after[name] != nil {
				delete(before, name)
			}
		}
	}
	c := change{
		table: s.tables.Users, key: userKey(from.ID), when: "#version = :read",
		names: map[string]string{"#version": "version"}, values: item{":read": number(from.Version)},
	}
	var set, remove []string
	for i, name := range slices.Sorted(maps.Keys(merged(before, after))) {
		value, present := after[name]
		if same(before[name], value) {
			continue
		}
		n := strconv.Itoa(i)
		c.names["#a"+n] = name
		if present {
			c.values[":a"+n] = value
			set = append(set, "#a"+n+" = :a"+n)
		} else {
			remove = append(remove, "#a"+n)
		}
	}
	c.update = "SET " + strings.Join(set, ", ") // never empty: the version differs
	if len(remove) > 0 {
		c.update += " REMOVE " + strings.Join(remove, ", ")
	}
	return c
}

func merged(a, b item) item {
	all := item{}
	maps.Copy(all, a)
	maps.Copy(all, b)
	return all
}

// same compares values of the kinds that users are made of.
func same(a, b types.AttributeValue) bool {
	switch a := a.(type) {
	case *types.AttributeValueMemberS:
		b, ok := b.(*types.AttributeValueMemberS)
		return ok && a.Value == b.Value
	case *types.AttributeValueMemberN:
		b, ok := b.(*types.AttributeValueMemberN)
		return ok && a.Value == b.Value
	case *types.AttributeValueMemberBOOL:
		b, ok := b.(*types.AttributeValueMemberBOOL)
		return ok && a.Value == b.Value
	}
	return false
}

func holds(all []claim, c claim) bool {
	return slices.ContainsFunc(all, func(h claim) bool { return h.kind == c.kind && h.name == c.name && h.proven == c.proven })
}

func names(all []claim, c claim) bool {
	return slices.ContainsFunc(all, func(h claim) bool { return h.kind == c.kind && h.name == c.name })
}

// countAdmins keeps the number of active admins, in the transaction that changes it:
// two admins who demote each other at the same time meet here, and one is refused.
func (s *Store) countAdmins(before, after bool) []write {
	if before == after {
		return nil
	}
	c := change{
		table: s.tables.Claims, key: claimKey(admins), update: "ADD #count :by", when: "#count > :least",
		names: map[string]string{"#count": "count"}, values: item{":by": number(1), ":least": number(0)},
	}
	if before {
		c.values[":by"], c.values[":least"] = number(-1), number(1)
	}
	return []write{c.or(account.ErrLastAdmin)}
}

// keepSession takes a session over into the epoch in which the others are void.
func (s *Store) keepSession(u account.User, hash string) write {
	return change{
		table: s.tables.Sessions, key: sessionKey(u.ID, hash), update: "SET #epoch = :epoch", when: "attribute_exists(#hash)",
		names:  map[string]string{"#epoch": "session_epoch", "#hash": "token_hash"},
		values: item{":epoch": number(u.SessionEpoch)},
	}.or(account.ErrChanged)
}
