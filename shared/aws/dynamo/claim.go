package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

// claim is a value that no two users may have, such as a username, and the refusal of the
// second.
//
// The claim on an address has two states. A proven one is its owner's alone. A waiting one is of
// the first account that typed the address: it finds that account at sign-in, and gives way to
// anyone who proves the address. A number is claimed when it is proven, and not before.
type claim struct {
	kind, name string
	proven     bool
	taken      error
}

func usernameClaim(name string) claim { return claim{"username", name, true, account.ErrUsernameTaken} }
func phoneClaim(number string) claim  { return claim{"phone", number, true, account.ErrPhoneTaken} }
func emailClaim(address string, proven bool) claim {
	return claim{"email", address, proven, account.ErrEmailTaken}
}

// A claim on what is to be proven names the user's attributes of it and of its proof.
var provable = map[string]struct{ contact, confirmed string }{
	"email": {"email", "email_confirmed"},
	"phone": {"phone_number", "phone_confirmed"},
}

func (c claim) key() item { return claimKey(c.kind + "#" + c.name) }

func (c claim) item(owner account.ID) item {
	it := c.key()
	it["user_id"] = number(owner)
	if _, ok := provable[c.kind]; ok {
		it["proven"] = flag(c.proven)
	}
	return it
}

func claimKey(value string) item { return item{"value": text(value)} }

// The admins item counts the active admins. It is made with the first of them, and so is
// what there can be but one first of.
const admins = "admins"

func firstAdmin() item { return item{"value": text(admins), "count": number(1)} }

// claims are what a user is to hold.
func claims(u account.User) []claim {
	held := []claim{usernameClaim(u.Username), emailClaim(u.Email, u.EmailConfirmed)}
	if u.PhoneConfirmed {
		held = append(held, phoneClaim(u.PhoneNumber))
	}
	return held
}

// held are all that a user may hold: a number was once claimed without proof.
func held(u account.User) []claim {
	all := claims(u)
	if u.PhoneNumber != "" && !u.PhoneConfirmed {
		all = append(all, phoneClaim(u.PhoneNumber))
	}
	return all
}

// UsernameOwner says whose name it is; account.ErrNotFound when nobody's.
func (s *Store) UsernameOwner(ctx context.Context, name string) (account.ID, error) {
	return s.owner(ctx, usernameClaim(name))
}

// EmailOwner says who has an address, proven or waiting; account.ErrNotFound when nobody has.
func (s *Store) EmailOwner(ctx context.Context, address string) (account.ID, error) {
	return s.owner(ctx, emailClaim(address, false))
}

func (s *Store) owner(ctx context.Context, c claim) (account.ID, error) {
	it, err := s.claimed(ctx, c)
	if err != nil {
		return 0, err
	}
	if it == nil {
		return 0, account.ErrNotFound
	}
	r := reader{item: it}
	return account.ID(r.number("user_id")), r.err
}

func (s *Store) claimed(ctx context.Context, c claim) (item, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Claims, Key: c.key(), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return nil, failed("GetItem Claims", err)
	}
	return out.Item, nil
}

// Ownership is of passcode.Owners. An older claim does not say whether it is proven; its holder does.
func (s *Store) Ownership(ctx context.Context, ch account.Channel, to string) (passcode.Ownership, error) {
	c := emailClaim(to, true)
	if ch == account.SMS {
		c = phoneClaim(to)
	}
	it, err := s.claimed(ctx, c)
	if err != nil || it == nil {
		return passcode.Ownership{}, err
	}
	r := reader{item: it}
	holder := account.ID(r.number("user_id"))
	proven, err := r.flag("proven"), r.err
	if _, says := it["proven"]; !says && err == nil {
		proven, err = s.confirmed(ctx, holder, ch, to)
	}
	st := passcode.Ownership{Claimed: true}
	if proven {
		st.Prover = holder
	}
	return st, err
}
