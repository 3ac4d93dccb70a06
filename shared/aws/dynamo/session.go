package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/session"
)

// sessionItem has the token's hash for a key: who reads the table can use none of them.
func sessionItem(s session.Session) item {
	return item{
		"id":            text(s.ID),
		"user_id":       number(s.UserID),
		"token_hash":    text(s.TokenHash),
		"session_epoch": number(s.Epoch),
		"created_at":    seconds(s.CreatedAt),
		"expires_at":    seconds(s.ExpiresAt),
	}.
		withTime("used_at", s.UsedAt).
		withText("address", s.Address).
		withText("user_agent", s.UserAgent).
		withText("methods", string(s.Methods))
}

func readSession(it item) (session.Session, error) {
	r := reader{item: it}
	return session.Session{
		ID:        r.text("id"),
		UserID:    account.ID(r.number("user_id")),
		TokenHash: r.text("token_hash"),
		Epoch:     r.number("session_epoch"),
		CreatedAt: r.time("created_at"),
		ExpiresAt: r.time("expires_at"),
		UsedAt:    r.time("used_at"),
		Address:   r.text("address"),
		UserAgent: r.text("user_agent"),
		Methods:   session.Methods(r.text("methods")),
	}, r.err
}

func sessionKey(user account.ID, hash string) item {
	return item{"user_id": number(user), "token_hash": text(hash)}
}

// SaveSession writes a new session.
func (s *Store) SaveSession(ctx context.Context, se session.Session) error {
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.tables.Sessions, Item: sessionItem(se)})
	return failed("PutItem Sessions", err)
}

// RenewSession writes a new session in the place of the one of a hash, both or neither. Where that one
// has ended, the new one is written alone.
func (s *Store) RenewSession(ctx context.Context, se session.Session, replaces string) error {
	if replaces == "" {
		return s.SaveSession(ctx, se)
	}
	begun := create(s.tables.Sessions, "token_hash", sessionItem(se), session.ErrInvalid)
	err := s.commit(ctx, append(s.ending(ctx, se.UserID, replaces), begun)...)
	if errors.Is(err, session.ErrInvalid) {
		return s.SaveSession(ctx, se)
	}
	return err
}

// SignIn spends a code and begins the session that it allows, both or neither. The session takes the
// place of the one of a hash, if there is that one.
func (s *Store) SignIn(ctx context.Context, p passcode.Passcode, u account.User, se session.Session, replaces string, now time.Time) error {
	writes := append(s.spend(ctx, p, now),
		s.redeemed(p, u, now),
		create(s.tables.Sessions, "token_hash", sessionItem(se), passcode.ErrClosed),
		s.recording(ctx, audit.SignedIn, u.ID),
	)
	if replaces == "" {
		return s.commit(ctx, writes...)
	}
	err := s.commit(ctx, append(writes, s.ending(ctx, u.ID, replaces)...)...)
	if errors.Is(err, session.ErrInvalid) {
		return s.commit(ctx, writes...)
	}
	return err
}

// Session reads a session and its user in one call; session.ErrInvalid when either is gone. The two are not
// read at one moment, and a change that ends all sessions but one writes both: where they are of different
// epochs, they are read once more, so that the session that was kept is valid all the time.
func (s *Store) Session(ctx context.Context, user account.ID, hash string) (session.Session, account.User, error) {
	se, u, err := s.sessionAndUser(ctx, user, hash)
	if err == nil && se.Epoch != u.SessionEpoch {
		return s.sessionAndUser(ctx, user, hash)
	}
	return se, u, err
}

func (s *Store) sessionAndUser(ctx context.Context, user account.ID, hash string) (session.Session, account.User, error) {
	found, err := s.readAll(ctx, map[string]types.KeysAndAttributes{
		s.tables.Sessions: {Keys: []map[string]types.AttributeValue{sessionKey(user, hash)}, ConsistentRead: aws.Bool(true)},
		s.tables.Users:    {Keys: []map[string]types.AttributeValue{userKey(user)}, ConsistentRead: aws.Bool(true)},
	})
	sessions, users := found[s.tables.Sessions], found[s.tables.Users]
	switch {
	case err != nil:
		return session.Session{}, account.User{}, err
	case len(sessions) == 0 || len(users) == 0:
		return session.Session{}, account.User{}, session.ErrInvalid
	}
	se, err := readSession(sessions[0])
	if err != nil {
		return session.Session{}, account.User{}, err
	}
	u, err := readUser(users[0])
	return se, u, err
}

// RecordUse records that a session is used, unless it has ended, was taken over into another epoch, or
// was used since it was read. So a use revives no session, and of requests at once one writes.
func (s *Store) RecordUse(ctx context.Context, se session.Session, now time.Time) error {
	c := change{
		table: s.tables.Sessions, key: sessionKey(se.UserID, se.TokenHash), update: "SET #used = :now",
		when:   "attribute_exists(#hash) AND #epoch = :epoch AND attribute_not_exists(#used)",
		names:  map[string]string{"#hash": "token_hash", "#epoch": "session_epoch", "#used": "used_at"},
		values: item{":now": seconds(now), ":epoch": number(se.Epoch)},
	}
	if !se.UsedAt.IsZero() {
		c.when = "attribute_exists(#hash) AND #epoch = :epoch AND #used = :read"
		c.values[":read"] = seconds(se.UsedAt)
	}
	if _, err := s.update(ctx, c, session.ErrInvalid); !errors.Is(err, session.ErrInvalid) {
		return err
	}
	return nil
}

// Sessions are those of a user that are stored, expired ones among them.
func (s *Store) Sessions(ctx context.Context, user account.ID) ([]session.Session, error) {
	var all []session.Session
	pages := dynamodb.NewQueryPaginator(s.client, &dynamodb.QueryInput{
		TableName: &s.tables.Sessions, ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("#user = :user"),
		ExpressionAttributeNames: map[string]string{"#user": "user_id"}, ExpressionAttributeValues: item{":user": number(user)},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, failed("Query Sessions", err)
		}
		for _, it := range page.Items {
			se, err := readSession(it)
			if err != nil {
				return nil, err
			}
			all = append(all, se)
		}
	}
	return all, nil
}

// EndSession removes a session. One that is gone already has ended.
func (s *Store) EndSession(ctx context.Context, user account.ID, hash string) error {
	err := s.commit(ctx, s.ending(ctx, user, hash)...)
	if errors.Is(err, session.ErrInvalid) {
		return nil
	}
	return err
}

// ending removes a session, and records it; session.ErrInvalid where it has ended.
func (s *Store) ending(ctx context.Context, user account.ID, hash string) []write {
	return []write{change{
		table: s.tables.Sessions, key: sessionKey(user, hash),
		when: "attribute_exists(#hash)", names: map[string]string{"#hash": "token_hash"},
	}.or(session.ErrInvalid), s.recording(ctx, audit.SignedOut, user)}
}
