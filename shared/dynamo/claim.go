package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"latchkey/shared/account"
)

// claim is a value that no two users may have, such as a username, and the refusal of the
// second.
type claim struct {
	value string
	taken error
}

func usernameClaim(name string) claim { return claim{"username#" + name, account.ErrUsernameTaken} }
func emailClaim(address string) claim { return claim{"email#" + address, account.ErrEmailTaken} }
func phoneClaim(number string) claim  { return claim{"phone#" + number, account.ErrPhoneTaken} }
func claimKey(value string) item      { return item{"value": text(value)} }

func (c claim) item(owner account.ID) item {
	return item{"value": text(c.value), "user_id": number(owner)}
}

// The admins item counts the active admins. It is made with the first of them, and so is
// what there can be but one first of.
const admins = "admins"

func firstAdmin() item { return item{"value": text(admins), "count": number(1)} }

// claims are all that a user holds.
func claims(u account.User) []claim {
	held := []claim{usernameClaim(u.Username), emailClaim(u.Email)}
	if u.PhoneNumber != "" {
		held = append(held, phoneClaim(u.PhoneNumber))
	}
	return held
}

// UsernameOwner says whose name it is; account.ErrNotFound when nobody's.
func (s *Store) UsernameOwner(ctx context.Context, name string) (account.ID, error) {
	return s.owner(ctx, usernameClaim(name))
}

// EmailOwner says whose address it is; account.ErrNotFound when nobody's.
func (s *Store) EmailOwner(ctx context.Context, address string) (account.ID, error) {
	return s.owner(ctx, emailClaim(address))
}

// PhoneOwner says whose number it is; account.ErrNotFound when nobody's.
func (s *Store) PhoneOwner(ctx context.Context, number string) (account.ID, error) {
	return s.owner(ctx, phoneClaim(number))
}

func (s *Store) owner(ctx context.Context, c claim) (account.ID, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Claims, Key: claimKey(c.value), ConsistentRead: aws.Bool(true),
	})
	switch {
	case err != nil:
		return 0, failed("GetItem Claims", err)
	case out.Item == nil:
		return 0, account.ErrNotFound
	}
	r := reader{item: out.Item}
	return account.ID(r.number("user_id")), r.err
}
