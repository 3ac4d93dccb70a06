package dynamo

import (
	"cmp"
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
)

// shards is the number of partitions that the indexes of all users have, so that no partition takes
// every registration. A list reads all of them at once.
const shards = 8

func shardOf(id account.ID) int { return int(id % shards) }

// Order is what a list of users goes by. Each has an index of all users, and one of the uncommon.
type Order struct{ index, ofUncommon, attribute string }

// The orders.
var (
	ByUsername = Order{"by_username", "uncommon_by_username", "username"}
	ByEmail    = Order{"by_email", "uncommon_by_email", "email"}
)

// MostUsers is the most users that are looked up or read at a time.
const MostUsers = 100

// Slice is a stretch of the users in an order: those whose name begins with a prefix and comes
// behind another. Where it names a role or a status that few have, there are no others in it;
// one that nearly everybody has leaves nobody out.
type Slice struct {
	Order         Order
	Role          account.Role
	Status        account.Status
	Prefix, After string // empty for all of them, from the beginning
	Limit         int
}

// Entry is a user as an index has them. The index may be behind by a moment: it says where to
// look, and nothing is decided by it.
type Entry struct {
	Name string // the username or the address
	ID   account.ID
}

// Names gives the entries of a slice in order, and whether there are more behind them.
func (s *Store) Names(ctx context.Context, sl Slice) (entries []Entry, more bool, err error) {
	low, high := sl.bounds()
	if low > high { // behind the last that begins so
		return nil, false, nil
	}
	parts := sl.partitions()
	found := make([][]Entry, len(parts))
	g, ctx := errgroup.WithContext(ctx)
	for i, p := range parts {
		g.Go(func() (err error) {
			found[i], err = s.namesIn(ctx, p, sl, low, high)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, false, err
	}
	entries = slices.Concat(found...)
	slices.SortFunc(entries, func(a, b Entry) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return once(entries[:min(len(entries), sl.Limit)]), len(entries) > sl.Limit, nil
}

// bounds are the least and the greatest name of the slice. No name has a character before the
// one or behind the other, so they also say "behind" and "begins with".
func (sl Slice) bounds() (low, high string) {
	const first, last = "\x00", "\U0010FFFF"
	low = max(sl.Prefix, first)
	if sl.After != "" {
		low = max(low, sl.After+first)
	}
	return low, sl.Prefix + last
}

// partition is one of those that an index has its entries in.
type partition struct {
	index, attribute string
	value            types.AttributeValue
}

// partitions are those that have the users of the slice, and between them no others.
func (sl Slice) partitions() (parts []partition) {
	if few, rare := uncommonly(sl.Role, sl.Status); rare {
		for _, value := range few {
			parts = append(parts, partition{sl.Order.ofUncommon, "uncommon", text(value)})
		}
		return parts
	}
	for shard := range shards {
		parts = append(parts, partition{sl.Order.index, "shard", number(shard)})
	}
	return parts
}

// namesIn reads one partition. One entry more than wanted is read, so that the last page is known
// to be the last.
func (s *Store) namesIn(ctx context.Context, p partition, sl Slice, low, high string) ([]Entry, error) {
	out, err := s.client.Query(ctx, &dynamodb.QueryInput{
		TableName: &s.tables.Users, IndexName: &p.index, Limit: aws.Int32(int32(sl.Limit + 1)),
		KeyConditionExpression:    aws.String("#of = :value AND #name BETWEEN :low AND :high"),
		ExpressionAttributeNames:  map[string]string{"#of": p.attribute, "#name": sl.Order.attribute},
		ExpressionAttributeValues: item{":value": p.value, ":low": text(low), ":high": text(high)},
	})
	if err != nil {
		return nil, failed("Query Users", err)
	}
	var entries []Entry
	for _, it := range out.Items {
		r := reader{item: it}
		entries = append(entries, Entry{r.text(sl.Order.attribute), account.ID(r.number("id"))})
		if r.err != nil {
			return nil, r.err
		}
	}
	return entries, nil
}

// once leaves out repetitions: a user who was renamed a moment ago may stand there twice, under
// both names, and the first will do.
func once(entries []Entry) []Entry {
	seen := map[account.ID]bool{}
	return slices.DeleteFunc(entries, func(e Entry) bool {
		before := seen[e.ID]
		seen[e.ID] = true
		return before
	})
}

// UsersOf reads the users of entries, at most MostUsers, as they are now. Who is gone is left
// out.
func (s *Store) UsersOf(ctx context.Context, entries []Entry) (map[account.ID]account.User, error) {
	users := map[account.ID]account.User{}
	if len(entries) == 0 {
		return users, nil
	}
	var keys []map[string]types.AttributeValue
	for _, e := range entries {
		keys = append(keys, userKey(e.ID))
	}
	found, err := s.readAll(ctx, map[string]types.KeysAndAttributes{s.tables.Users: {Keys: keys, ConsistentRead: aws.Bool(true)}})
	if err != nil {
		return nil, err
	}
	for _, it := range found[s.tables.Users] {
		u, err := readUser(it)
		if err != nil {
			return nil, err
		}
		users[u.ID] = u
	}
	return users, nil
}
