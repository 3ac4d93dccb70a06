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

// SignIn spends a code and begins the session that it allows, both or neither.
func (s *Store) SignIn(ctx context.Context, p passcode.Passcode, u account.User, se session.Session, now time.Time) error {
	return s.commit(ctx,
		s.spend(p, now),
		s.redeemed(p, u, now),
		create(s.tables.Sessions, "token_hash", sessionItem(se), passcode.ErrClosed),
		s.recording(ctx, audit.SignedIn, u.ID),
	)
}

// Session reads a session and its user in one call; session.ErrInvalid when either is gone.
func (s *Store) Session(ctx context.Context, user account.ID, hash string) (session.Session, account.User, error) {
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
	err := s.commit(ctx, change{
		table: s.tables.Sessions, key: sessionKey(user, hash),
		when: "attribute_exists(#hash)", names: map[string]string{"#hash": "token_hash"},
	}.or(session.ErrInvalid), s.recording(ctx, audit.SignedOut, user))
	if errors.Is(err, session.ErrInvalid) {
		return nil
	}
	return err
}
