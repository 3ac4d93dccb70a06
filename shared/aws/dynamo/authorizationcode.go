package dynamo

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/authorizationcode"
	"latchkey/shared/domain/session"
)

func authorizationCodeItem(c authorizationcode.Code) item {
	return item{
		"code_hash":       text(c.Hash),
		"user_id":         number(c.Session.UserID),
		"return_to":       text(c.ReturnTo),
		"code_challenge":  text(c.Challenge),
		"session":         text(c.Session.TokenHash),
		"session_epoch":   number(c.Session.Epoch),
		"signed_in_at":    seconds(c.Session.CreatedAt),
		"session_ends_at": seconds(c.Session.ExpiresAt),
		"expires_at":      seconds(c.ExpiresAt),
	}.withText("methods", string(c.Session.Methods))
}

func readAuthorizationCode(it item) (authorizationcode.Code, error) {
	r := reader{item: it}
	return authorizationcode.Code{
		Hash:      r.text("code_hash"),
		ReturnTo:  r.text("return_to"),
		Challenge: authorizationcode.Challenge(r.text("code_challenge")),
		Session: session.Session{
			UserID:    account.ID(r.number("user_id")),
			TokenHash: r.text("session"),
			Epoch:     r.number("session_epoch"),
			CreatedAt: r.time("signed_in_at"),
			ExpiresAt: r.time("session_ends_at"),
			Methods:   session.Methods(r.text("methods")),
		},
		ExpiresAt: r.time("expires_at"),
		Successor: r.text("successor"),
	}, r.err
}

// SaveAuthorizationCode writes a new code.
func (s *Store) SaveAuthorizationCode(ctx context.Context, c authorizationcode.Code) error {
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.tables.AuthorizationCodes, Item: authorizationCodeItem(c)})
	return failed("PutItem AuthorizationCodes", err)
}

// TryAuthorizationCode counts the one try that a code has, by the write that finds it: of many who try
// at once, one is let go on, and a wrong verifier has no second try. authorizationcode.ErrInvalid where there is no try
// left, with the code if it is stored.
func (s *Store) TryAuthorizationCode(ctx context.Context, hash string, now time.Time) (authorizationcode.Code, error) {
	it, refused := s.update(ctx, change{
		table: s.tables.AuthorizationCodes, key: authorizationCodeKey(hash), when: "#expires > :now",
		names: map[string]string{"#expires": "expires_at"}, values: item{":now": seconds(now)},
	}.counting(rand.Text(), 1), authorizationcode.ErrInvalid)
	if it == nil {
		return authorizationcode.Code{}, refused
	}
	c, err := readAuthorizationCode(it)
	if err != nil {
		return authorizationcode.Code{}, err
	}
	return c, refused
}

// RedeemAuthorizationCode begins the session that a code allows, while the session that made the code
// goes on and its user may sign in: all or nothing.
func (s *Store) RedeemAuthorizationCode(ctx context.Context, c authorizationcode.Code, se session.Session) error {
	from := c.Session
	return s.commit(ctx,
		change{
			table: s.tables.AuthorizationCodes, key: authorizationCodeKey(c.Hash), update: "SET #successor = :session",
			when:   "attribute_exists(#hash) AND attribute_not_exists(#successor)",
			names:  map[string]string{"#hash": "code_hash", "#successor": "successor"},
			values: item{":session": text(se.TokenHash)},
		}.or(authorizationcode.ErrInvalid),
		change{
			table: s.tables.Sessions, key: sessionKey(from.UserID, from.TokenHash), when: "#epoch = :epoch",
			names: map[string]string{"#epoch": "session_epoch"}, values: item{":epoch": number(from.Epoch)},
		}.check(authorizationcode.ErrInvalid),
		change{
			table: s.tables.Users, key: userKey(from.UserID), when: "#status = :active AND #epoch = :epoch",
			names:  map[string]string{"#status": "status", "#epoch": "session_epoch"},
			values: item{":active": text(account.Active), ":epoch": number(from.Epoch)},
		}.check(authorizationcode.ErrInvalid),
		create(s.tables.Sessions, "token_hash", sessionItem(se), authorizationcode.ErrInvalid),
		s.recording(ctx, audit.SignedInToApp, from.UserID),
	)
}

func authorizationCodeKey(hash string) item { return item{"code_hash": text(hash)} }
