package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"latchkey/shared/domain/account"
)

// ActiveAdmins is how many there are.
func (s *Store) ActiveAdmins(ctx context.Context) (int64, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Claims, Key: claimKey(admins), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return 0, failed("GetItem Claims", err)
	}
	r := reader{item: out.Item}
	return r.number("count"), r.err
}

// Admins gives every active admin. Where it fails it gives what it found so far.
func (s *Store) Admins(ctx context.Context) (map[account.ID]account.User, error) {
	found := map[account.ID]account.User{}
	sl := Slice{Order: ByUsername, Role: account.RoleAdmin, Status: account.Active, Limit: MostUsers}
	for {
		entries, more, err := s.Names(ctx, sl)
		if err != nil {
			return found, err
		}
		users, err := s.UsersOf(ctx, entries)
		if err != nil {
			return found, err
		}
		for id, u := range users {
			if u.ActiveAdmin() {
				found[id] = u
			}
		}
		if !more {
			return found, nil
		}
		sl.After = entries[len(entries)-1].Name
	}
}
