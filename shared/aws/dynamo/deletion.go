package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
)

// DeleteUser removes a user as read with what they have enrolled, and their claims, factors, PIN, profile and metadata, the code that
// allows it, and their id on the registration key: all or nothing. account.ErrLastAdmin keeps the
// last admin.
// Sessions, codes and known devices are deleted afterwards. Leftovers are returned in left: they are already
// invalid, and expire by TTL.
func (s *Store) DeleteUser(ctx context.Context, u account.User, enrolled factor.Set, spend *passcode.Passcode, now time.Time) (left, err error) {
	var sessions, codes, devices []map[string]types.AttributeValue
	var unseen [3]error
	var g errgroup.Group
	g.Go(func() error { return s.removeUser(ctx, u, enrolled, spend, now) })
	g.Go(func() error {
		devices, unseen[2] = s.held(ctx, s.tables.Devices, nil, u.ID, "user_id", "token_hash")
		return nil
	})
	g.Go(func() error {
		sessions, unseen[0] = s.held(ctx, s.tables.Sessions, nil, u.ID, "user_id", "token_hash")
		return nil
	})
	g.Go(func() error {
		codes, unseen[1] = s.held(ctx, s.tables.Passcodes, aws.String("by_user"), u.ID, "id")
		return nil
	})
	if err := g.Wait(); err != nil {
		return nil, err
	}
	g.Go(func() error { return s.deleteAll(ctx, s.tables.Sessions, sessions) })
	g.Go(func() error { return s.deleteAll(ctx, s.tables.Passcodes, codes) })
	g.Go(func() error { return s.deleteAll(ctx, s.tables.Devices, devices) })
	return errors.Join(g.Wait(), unseen[0], unseen[1], unseen[2]), nil
}

// removeUser clears the key's use in the same write, unless the key is gone.
func (s *Store) removeUser(ctx context.Context, u account.User, enrolled factor.Set, spend *passcode.Passcode, now time.Time) error {
	off := Update{To: u, Spend: spend}.AllOff(enrolled)
	writes := s.removal(u)
	if spend != nil {
		writes = append(writes, s.spendOn(ctx, off, now)...)
	}
	writes = append(writes, s.changeFactors(off)...)
	return s.commitClearingUse(ctx, u, append(writes, s.recording(ctx, audit.Deleted, u.ID)))
}

// AllOff is the change that also removes all that the user has enrolled. What they only began to enrol ends
// with the sessions, and expires.
func (u Update) AllOff(enrolled factor.Set) Update {
	u.Remove, u.NoRecoveryCodes = enrolled.Confirmed(), enrolled.Recovery.Any()
	return u
}

func (s *Store) commitClearingUse(ctx context.Context, u account.User, writes []write) error {
	if u.RegistrationKey == 0 {
		return s.commit(ctx, writes...)
	}
	err := s.commit(ctx, append(writes[:len(writes):len(writes)], *s.clearUse(u))...)
	if errors.Is(err, errKeyGone) {
		return s.commit(ctx, writes...)
	}
	return err
}

func (s *Store) removal(u account.User) []write {
	writes := []write{change{
		table: s.tables.Users, key: userKey(u.ID), when: "#version = :version",
		names: map[string]string{"#version": "version"}, values: item{":version": number(u.Version)},
	}.or(account.ErrChanged)}
	for _, c := range held(u) {
		writes = append(writes, s.release(c, u.ID))
	}
	writes = append(writes, s.dropPIN(u.ID), s.dropProfile(u.ID))
	return append(writes, s.countAdmins(u.ActiveAdmin(), false)...)
}

// held gives the keys of what a table stores of a user, found by its key or by an index. The
// index may be behind by a moment; what it misses has minutes to live.
func (s *Store) held(ctx context.Context, table string, index *string, user account.ID, key ...string) ([]map[string]types.AttributeValue, error) {
	names := map[string]string{"#user": "user_id"}
	for i, name := range key {
		names[fmt.Sprintf("#k%d", i)] = name
	}
	var keys []map[string]types.AttributeValue
	pages := dynamodb.NewQueryPaginator(s.client, &dynamodb.QueryInput{
		TableName: &table, IndexName: index, KeyConditionExpression: aws.String("#user = :user"),
		ProjectionExpression:     aws.String(projection(len(key))),
		ExpressionAttributeNames: names, ExpressionAttributeValues: item{":user": number(user)},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, failed("Query "+table, err)
		}
		keys = append(keys, page.Items...)
	}
	return keys, nil
}

func projection(keys int) string {
	if keys == 1 {
		return "#k0"
	}
	return "#k0, #k1"
}

// deleteAll removes items by their keys, as many at a time as one call takes.
func (s *Store) deleteAll(ctx context.Context, table string, keys []map[string]types.AttributeValue) error {
	const most = 25
	for batch := range slices.Chunk(keys, most) {
		var requests []types.WriteRequest
		for _, key := range batch {
			requests = append(requests, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: key}})
		}
		if err := s.writeAll(ctx, map[string][]types.WriteRequest{table: requests}); err != nil {
			return err
		}
	}
	return nil
}
