package dynamo

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/fault"
)

// write is a change under a condition, with the refusal that a failed condition means.
type write struct {
	types.TransactWriteItem
	refused error
	unfit   error
	decides bool
	instead func(found item) (others []write, ok bool)
}

// orElse has other writes made in place of this one where its condition fails: those that are
// made of what was found instead. Where there are none to make, the refusal stands.
func (w write) orElse(instead func(found item) (others []write, ok bool)) write {
	w.instead = instead
	old := types.ReturnValuesOnConditionCheckFailureAllOld
	switch {
	case w.Put != nil:
		w.Put.ReturnValuesOnConditionCheckFailure = old
	case w.Delete != nil:
		w.Delete.ReturnValuesOnConditionCheckFailure = old
	}
	return w
}

// replaceable holds where others would be made in place of a write, so that it refuses nothing.
func (w write) replaceable(found item) bool {
	if w.instead == nil {
		return false
	}
	_, ok := w.instead(found)
	return ok
}

// first has the refusal of a write answered, and no other, whatever else is refused with it:
// where an admin exists, it does not matter that the username is taken too.
func (w write) first() write {
	w.decides = true
	return w
}

// provided keeps a write from being made, and all that go with it, where what it would store
// breaks a rule that is not for DynamoDB to check.
func (w write) provided(err error) write {
	w.unfit = err
	return w
}

// create puts an item whose key must be free.
func create(table string, key string, it item, taken error) write {
	return write{TransactWriteItem: types.TransactWriteItem{Put: &types.Put{
		TableName: &table, Item: it,
		ConditionExpression:      aws.String("attribute_not_exists(#key)"),
		ExpressionAttributeNames: map[string]string{"#key": key},
	}}, refused: taken}
}

// put writes an item over whatever is there.
func put(table string, it item) write {
	return write{TransactWriteItem: types.TransactWriteItem{Put: &types.Put{TableName: &table, Item: it}}}
}

// change is an update or removal in DynamoDB's expressions. Names and values are always
// placeholders: nothing that a client sent becomes part of an expression.
type change struct {
	table  string
	key    item
	update string // empty to remove the item
	when   string
	names  map[string]string
	values item
}

func (c change) or(refused error) write {
	if c.update == "" {
		return write{TransactWriteItem: types.TransactWriteItem{Delete: &types.Delete{
			TableName: &c.table, Key: c.key, ConditionExpression: &c.when,
			ExpressionAttributeNames: c.names, ExpressionAttributeValues: c.values,
		}}, refused: refused}
	}
	return write{TransactWriteItem: types.TransactWriteItem{Update: &types.Update{
		TableName: &c.table, Key: c.key, UpdateExpression: &c.update, ConditionExpression: &c.when,
		ExpressionAttributeNames: c.names, ExpressionAttributeValues: c.values,
	}}, refused: refused}
}

// check changes nothing, and keeps the writes that it goes with from being made where its condition fails.
func (c change) check(refused error) write {
	return write{TransactWriteItem: types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName: &c.table, Key: c.key, ConditionExpression: &c.when,
		ExpressionAttributeNames: c.names, ExpressionAttributeValues: c.values,
	}}, refused: refused}
}

// commit makes all of the writes or none. They go as one transaction, even a single one: it
// carries a token, so that the retry of a write whose answer was lost is not refused because
// of what the first try wrote. What has no condition can be refused by none, and is put plainly,
// at half the cost.
func (s *Store) commit(ctx context.Context, writes ...write) error {
	for _, w := range writes {
		if w.unfit != nil {
			return w.unfit
		}
	}
	if len(writes) == 1 && writes[0].Put != nil && writes[0].Put.ConditionExpression == nil {
		return s.put(ctx, writes[0].Put)
	}
	items := make([]types.TransactWriteItem, len(writes))
	for i, w := range writes {
		items[i] = w.TransactWriteItem
	}
	_, err := s.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: items})
	var cancelled *types.TransactionCanceledException
	if errors.As(err, &cancelled) {
		if others, ok := replaced(writes, cancelled.CancellationReasons); ok {
			return s.commit(ctx, others...)
		}
		if refused := refusals(writes, cancelled.CancellationReasons); refused != nil {
			return refused
		}
	}
	return failed("TransactWriteItems", err)
}

func (s *Store) put(ctx context.Context, p *types.Put) error {
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: p.TableName, Item: p.Item})
	return failed("PutItem "+*p.TableName, err)
}

// replaced are the writes with others in place of those whose condition failed. It does not
// hold where one of these has none to take its place. Those in place have none, so the second
// refusal stands.
func replaced(writes []write, reasons []types.CancellationReason) (all []write, ok bool) {
	for i, w := range writes {
		if aws.ToString(reasons[i].Code) != "ConditionalCheckFailed" {
			all = append(all, w)
			continue
		}
		if w.instead == nil {
			return nil, false
		}
		others, replaceable := w.instead(reasons[i].Item)
		if !replaceable {
			return nil, false
		}
		all, ok = append(all, others...), true
	}
	return all, ok
}

// refusals gives the refusal that decides or, where none does, the first with the fields of all.
func refusals(writes []write, reasons []types.CancellationReason) error {
	var all error
	for i, r := range reasons {
		switch {
		case aws.ToString(r.Code) != "ConditionalCheckFailed", writes[i].replaceable(r.Item):
		case writes[i].decides:
			return writes[i].refused
		default:
			all = join(all, writes[i].refused)
		}
	}
	return all
}

func join(first, next error) error {
	var a, b *fault.Fault
	switch {
	case first == nil:
		return next
	case errors.As(first, &a) && errors.As(next, &b):
		return a.For(b.Fields...)
	}
	return first
}

// update makes one change and gives the item as it is afterwards or, where the change is refused,
// as it stands. It carries no token, so
// it is for what may be done twice: its own first try leaves the condition as it was, or the
// caller takes the refusal for a success.
func (s *Store) update(ctx context.Context, c change, refused error) (item, error) {
	out, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &c.table, Key: c.key, UpdateExpression: &c.update, ConditionExpression: &c.when,
		ExpressionAttributeNames: c.names, ExpressionAttributeValues: c.values,
		ReturnValues: types.ReturnValueAllNew, ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	var conditional *types.ConditionalCheckFailedException
	switch {
	case errors.As(err, &conditional):
		return conditional.Item, refused
	case err != nil:
		return nil, failed("UpdateItem "+c.table, err)
	}
	return out.Attributes, nil
}
