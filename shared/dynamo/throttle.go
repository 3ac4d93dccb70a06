package dynamo

import (
	"context"
	"errors"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/throttle"
)

const (
	belowMax  = "(attribute_not_exists(#count) OR #count < :max)"
	belowPart = " AND (attribute_not_exists(#part) OR #part < :partMax)"
)

// Take counts a charge; throttle.ErrLimited where the limit is reached, which counts nothing.
func (s *Store) Take(ctx context.Context, c throttle.Charge) error {
	return s.charge(ctx, c, s.counting(c, 1, belowMax))
}

// Admit says whether there is room for a charge, without counting it.
func (s *Store) Admit(ctx context.Context, c throttle.Charge) error {
	u := s.counting(c, 0, belowMax)
	return s.charge(ctx, c, u)
}

// Refund takes a charge back. Nothing is owed where the count is gone.
func (s *Store) Refund(ctx context.Context, c throttle.Charge) error {
	u := s.counting(c, -1, "#count > :zero")
	delete(u.ExpressionAttributeValues, ":max")
	delete(u.ExpressionAttributeValues, ":partMax")
	u.ExpressionAttributeValues[":zero"] = number(0)
	if _, err := s.client.UpdateItem(ctx, u); err != nil {
		if err := refusedOr("UpdateItem Throttles", err, throttle.ErrLimited); !errors.Is(err, throttle.ErrLimited) {
			return err
		}
	}
	return nil
}

func (s *Store) charge(ctx context.Context, c throttle.Charge, u *dynamodb.UpdateItemInput) error {
	_, err := s.client.UpdateItem(ctx, u)
	var full *types.ConditionalCheckFailedException
	switch {
	case err == nil:
		return nil
	case errors.As(err, &full):
		return c.Refusal(count(full.Item))
	}
	return failed("UpdateItem Throttles", err)
}

// counting adds to the counts of the charge: to the whole and, where there is one, to its part.
// The part's name is a keyed hash or an hour, never a client's word.
func (s *Store) counting(c throttle.Charge, by int, when string) *dynamodb.UpdateItemInput {
	u := &dynamodb.UpdateItemInput{
		TableName:                 &s.tables.Throttles,
		Key:                       item{"scope": text(c.Limit.Name + "#" + string(c.Subject)), "window": seconds(c.Window())},
		ExpressionAttributeNames:  map[string]string{"#count": "count", "#expires": "expires_at"},
		ExpressionAttributeValues: item{":by": number(by), ":max": number(c.Limit.Max), ":expires": seconds(c.Ends())},

		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}
	update := "SET #expires = :expires ADD #count :by"
	if c.Part != "" {
		update += ", #part :by"
		u.ExpressionAttributeNames["#part"] = "part-" + c.Part
		if when == belowMax {
			when += belowPart
			u.ExpressionAttributeValues[":partMax"] = number(c.Limit.PartMax)
		}
	}
	u.UpdateExpression, u.ConditionExpression = aws.String(update), aws.String(when)
	return u
}

func count(it item) int {
	n, ok := it["count"].(*types.AttributeValueMemberN)
	if !ok {
		return 0
	}
	v, err := strconv.Atoi(n.Value)
	if err != nil {
		return 0
	}
	return v
}
