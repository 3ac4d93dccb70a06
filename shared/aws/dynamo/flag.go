package dynamo

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	feature "latchkey/shared/domain/flag"
)

func flagItem(f feature.Flag) item {
	users := &types.AttributeValueMemberL{Value: []types.AttributeValue{}}
	for _, id := range f.Users {
		users.Value = append(users.Value, number(id))
	}
	return item{
		"name":       text(f.Name),
		"enabled":    flag(f.Enabled),
		"percentage": number(f.Percentage),
		"users":      users,
		"updated_at": seconds(f.UpdatedAt),
		"updated_by": number(f.UpdatedBy),
	}
}

// readFlag gives the flag of a name, off where there is no item of it.
func readFlag(name feature.Name, it item) (feature.Flag, error) {
	r := reader{item: it}
	f := feature.Flag{
		Name:       name,
		Enabled:    r.flag("enabled"),
		Percentage: int(r.number("percentage")),
		UpdatedAt:  r.time("updated_at"),
		UpdatedBy:  account.ID(r.number("updated_by")),
	}
	if users := read[*types.AttributeValueMemberL](&r, "users"); users != nil {
		for _, v := range users.Value {
			one := reader{item: item{"id": v}}
			f.Users = append(f.Users, account.ID(one.number("id")))
			if one.err != nil {
				r.err = one.err
			}
		}
	}
	return f, r.err
}

func flagKey(name feature.Name) item { return item{"name": text(name)} }

// Flag reads a flag, off when it was never set. The read is not
// strongly consistent: a process caches what it read for seconds anyway.
func (s *Store) Flag(ctx context.Context, name feature.Name) (feature.Flag, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.tables.FeatureFlags, Key: flagKey(name)})
	if err != nil {
		return feature.Flag{}, failed("GetItem FeatureFlags", err)
	}
	return readFlag(name, out.Item)
}

// Flags are all that there are, as they are now, with those that were never set.
func (s *Store) Flags(ctx context.Context) ([]feature.Flag, error) {
	var keys []map[string]types.AttributeValue
	for _, name := range feature.Names {
		keys = append(keys, flagKey(name))
	}
	found, err := s.readAll(ctx, map[string]types.KeysAndAttributes{s.tables.FeatureFlags: {Keys: keys, ConsistentRead: aws.Bool(true)}})
	if err != nil {
		return nil, err
	}
	return flagsOf(found[s.tables.FeatureFlags])
}

// flagsOf brings what was found, which is in no order, into the order of the names.
func flagsOf(found []map[string]types.AttributeValue) (all []feature.Flag, err error) {
	for _, name := range feature.Names {
		var it item
		if i := slices.IndexFunc(found, func(m map[string]types.AttributeValue) bool { return same(m["name"], text(name)) }); i >= 0 {
			it = found[i]
		}
		f, err := readFlag(name, it)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// SetFlag writes a flag as a whole: of two admins who do so at once, the later one's word stands.
func (s *Store) SetFlag(ctx context.Context, f feature.Flag) error {
	return s.commit(ctx, put(s.tables.FeatureFlags, flagItem(f)), s.recording(ctx, audit.FlagSet, f.UpdatedBy))
}
