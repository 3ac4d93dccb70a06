package dynamo

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/account"
)

// What applications store with a user is in a table of its own: every request reads its user to
// verify the session, and would read it along.

func profileKey(user account.ID) item { return item{"user_id": number(user)} }

// WholeUser reads a user with their profile and metadata in one call; account.ErrNotFound when there
// is none.
func (s *Store) WholeUser(ctx context.Context, id account.ID) (account.User, error) {
	found, err := s.readAll(ctx, map[string]types.KeysAndAttributes{
		s.tables.Users:    {Keys: []map[string]types.AttributeValue{userKey(id)}, ConsistentRead: aws.Bool(true)},
		s.tables.Profiles: {Keys: []map[string]types.AttributeValue{profileKey(id)}, ConsistentRead: aws.Bool(true)},
	})
	switch {
	case err != nil:
		return account.User{}, err
	case len(found[s.tables.Users]) == 0:
		return account.User{}, account.ErrNotFound
	}
	u, err := readUser(found[s.tables.Users][0])
	for _, it := range found[s.tables.Profiles] {
		r := reader{item: it, err: err}
		u.Profile, u.Metadata = account.Object(r.text("profile")), account.Object(r.text("metadata"))
		err = r.err
	}
	return u, err
}

// saveProfile writes what a user is to have other than before, and leaves what nobody changes, which
// need not have been read. The user's version, in the same write, keeps changes apart.
func (s *Store) saveProfile(from, to account.User) []write {
	u := types.Update{TableName: &s.tables.Profiles, Key: profileKey(to.ID), ExpressionAttributeNames: map[string]string{}}
	var set, remove []string
	for _, o := range []struct {
		name          string
		before, after account.Object
	}{{"profile", from.Profile, to.Profile}, {"metadata", from.Metadata, to.Metadata}} {
		switch {
		case o.before == o.after:
			continue
		case o.after == "":
			remove = append(remove, "#"+o.name)
		default:
			set = append(set, "#"+o.name+" = :"+o.name)
			u.ExpressionAttributeValues = merged(u.ExpressionAttributeValues, item{":" + o.name: text(o.after)})
		}
		u.ExpressionAttributeNames["#"+o.name] = o.name
	}
	if len(set)+len(remove) == 0 {
		return nil
	}
	u.UpdateExpression = aws.String(clause("SET ", set) + clause(" REMOVE ", remove))
	return []write{{TransactWriteItem: types.TransactWriteItem{Update: &u}}}
}

func clause(keyword string, all []string) string {
	if len(all) == 0 {
		return ""
	}
	return keyword + strings.Join(all, ", ")
}

// dropProfile removes whatever applications stored with a user.
func (s *Store) dropProfile(user account.ID) write {
	return write{TransactWriteItem: types.TransactWriteItem{Delete: &types.Delete{
		TableName: &s.tables.Profiles, Key: profileKey(user),
	}}}
}
