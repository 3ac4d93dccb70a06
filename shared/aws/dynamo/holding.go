package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/account"
)

// hold makes a claim.
func (s *Store) hold(c claim, owner account.ID) write {
	_, ofContact := provable[c.kind]
	switch {
	case !ofContact:
		return create(s.tables.Claims, "value", c.item(owner), c.taken)
	case c.proven:
		return s.take(c, owner)
	}
	return s.wait(c, owner)
}

// wait claims an address for an account that typed it, unless somebody has it already.
func (s *Store) wait(c claim, owner account.ID) write {
	w := create(s.tables.Claims, "value", c.item(owner), c.taken)
	return w.orElse(func(item) ([]write, bool) { return nil, true })
}

// take claims what was proven: what is free, one's own, or waiting for somebody else.
func (s *Store) take(c claim, owner account.ID) write {
	w := write{TransactWriteItem: types.TransactWriteItem{Put: &types.Put{
		TableName: &s.tables.Claims, Item: c.item(owner),
		ConditionExpression:       aws.String("attribute_not_exists(#value) OR #user = :user OR #proven = :waiting"),
		ExpressionAttributeNames:  map[string]string{"#value": "value", "#user": "user_id", "#proven": "proven"},
		ExpressionAttributeValues: item{":user": number(owner), ":waiting": flag(false)},
	}}, refused: c.taken}
	return w.orElse(func(found item) ([]write, bool) { return s.takeUnmarked(c, owner, found) })
}

// takeUnmarked claims what an older item has, which does not say whether it is proven. The item is
// replaced unless its holder has proven it, which the same transaction checks.
func (s *Store) takeUnmarked(c claim, owner account.ID, found item) ([]write, bool) {
	if _, says := found["proven"]; says || found == nil {
		return nil, false
	}
	taking := write{TransactWriteItem: types.TransactWriteItem{Put: &types.Put{
		TableName: &s.tables.Claims, Item: c.item(owner),
		ConditionExpression:       aws.String("#user = :holder AND attribute_not_exists(#proven)"),
		ExpressionAttributeNames:  map[string]string{"#user": "user_id", "#proven": "proven"},
		ExpressionAttributeValues: item{":holder": found["user_id"]},
	}}, refused: account.ErrChanged}
	of := provable[c.kind]
	unproven := change{
		table: s.tables.Users, key: item{"id": found["user_id"]},
		when:   "attribute_not_exists(#id) OR #confirmed = :false OR #contact <> :name",
		names:  map[string]string{"#id": "id", "#confirmed": of.confirmed, "#contact": of.contact},
		values: item{":false": flag(false), ":name": text(c.name)},
	}.check(c.taken)
	return []write{taking, unproven}, true
}

// release gives up a claim, where the user still has it.
func (s *Store) release(c claim, owner account.ID) write {
	w := change{
		table: s.tables.Claims, key: c.key(), when: "attribute_not_exists(#value) OR #user = :user",
		names: map[string]string{"#value": "value", "#user": "user_id"}, values: item{":user": number(owner)},
	}.or(account.ErrChanged)
	return w.orElse(func(item) ([]write, bool) { return nil, true })
}

// moveClaims takes what the user is to have and gives up what they no longer have.
func (s *Store) moveClaims(from, to account.User) (writes []write) {
	before, after := claims(from), claims(to)
	for _, c := range after {
		if !holds(before, c) {
			writes = append(writes, s.hold(c, to.ID))
		}
	}
	for _, c := range held(from) {
		if !names(after, c) {
			writes = append(writes, s.release(c, from.ID))
		}
	}
	return writes
}

// confirmed says whether a user has proven an address or number.
func (s *Store) confirmed(ctx context.Context, id account.ID, ch account.Channel, to string) (bool, error) {
	u, err := account.OrNobody(s.User(ctx, id))
	return u.Proven(ch, to), err
}
