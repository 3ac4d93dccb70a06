package dynamo

import (
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/retention"
)

// One function classifies each kind of item: whether it has expired, and the removal, which checks
// the same once more.

func (s *Store) passcodes(now time.Time) func(item) (Removal, bool, error) {
	return func(it item) (Removal, bool, error) {
		p, err := readPasscode(it)
		w := change{
			table: s.tables.Passcodes, key: passcodeKey(p.ID), when: "#active = :false OR #expiration <= :now",
			names:  map[string]string{"#active": "active", "#expiration": "expiration"},
			values: item{":false": flag(false), ":now": seconds(now)},
		}.or(errChanged)
		return Removal{writes: []write{w}}, retention.Passcode(p, now), err
	}
}

func (s *Store) sessions(now time.Time) func(item) (Removal, bool, error) {
	return func(it item) (Removal, bool, error) {
		se, err := readSession(it)
		w := s.removeExpired(s.tables.Sessions, sessionKey(se.UserID, se.TokenHash), now)
		return Removal{writes: []write{w}}, retention.Session(se, now), err
	}
}

func (s *Store) pins(now time.Time) func(item) (Removal, bool, error) {
	return func(it item) (Removal, bool, error) {
		p, err := readPIN(it)
		w := s.removeExpired(s.tables.SupportPINs, pinKey(p.UserID), now)
		return Removal{writes: []write{w}}, retention.SupportPIN(p, now), err
	}
}

func (s *Store) counts(now time.Time) func(item) (Removal, bool, error) {
	return func(it item) (Removal, bool, error) {
		r := reader{item: it}
		ends := r.time("expires_at")
		w := s.removeExpired(s.tables.Throttles, item{"scope": it["scope"], "window": it["window"]}, now)
		return Removal{writes: []write{w}}, retention.Count(ends, now), r.err
	}
}

func (s *Store) removeExpired(table string, key item, now time.Time) write {
	return change{
		table: table, key: key, when: "#expires <= :now",
		names: map[string]string{"#expires": "expires_at"}, values: item{":now": seconds(now)},
	}.or(errChanged)
}

func (s *Store) keys(rules retention.Rules, now time.Time) func(item) (Removal, bool, error) {
	return func(it item) (Removal, bool, error) {
		k, err := readRegistrationKey(it)
		w := change{
			table: s.tables.RegistrationKeys, key: registrationKeyKey(k.ID),
			when:   "#active = :false AND #updated <= :before OR #expires <= :before",
			names:  map[string]string{"#active": "active", "#updated": "updated_at", "#expires": "expires_at"},
			values: item{":false": flag(false), ":before": seconds(rules.KeysBefore(now))},
		}.or(errChanged)
		return Removal{writes: []write{w}}, rules.Key(k, now), err
	}
}

func (s *Store) accounts(rules retention.Rules, now time.Time) func(item) (Removal, bool, error) {
	return func(it item) (Removal, bool, error) {
		u, err := readUser(it)
		removal := Removal{writes: []write{s.abandoned(u, rules.AccountsBefore(now))}}
		for _, c := range held(u) {
			w := s.release(c, u.ID)
			w.refused = errChanged
			removal.writes = append(removal.writes, w)
		}
		removal.writes = append(removal.writes, s.dropProfile(u.ID))
		if u.RegistrationKey != 0 {
			removal.optional = s.clearUse(u)
		}
		return removal, rules.Account(u, now), err
	}
}

// abandoned removes an account that nobody ever proved to own. Its user must not have confirmed the
// address, signed in or been changed at all since the account was read.
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
	}.or(errChanged)
}

// clearUse removes from a key the account that it made. The key stays used.
func (s *Store) clearUse(u account.User) *write {
	w := change{
		table: s.tables.RegistrationKeys, key: registrationKeyKey(u.RegistrationKey),
		update: "REMOVE #used", when: "#used = :user",
		names: map[string]string{"#used": "used_by"}, values: item{":user": number(u.ID)},
	}.or(errKeyGone)
	return &w
}
