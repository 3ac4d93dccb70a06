package dynamo

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"latchkey/shared/domain/throttle"
)

// Quiet times are among the counts, under a scope that none of them has. One says until when
// something is not to be done again.

var errQuiet = errors.New("dynamo: it is quiet already")

func quietKey(of throttle.Subject) item {
	return item{"scope": text("quiet#" + string(of)), "window": number(0)}
}

// Quiet is of passcode.Owners.
func (s *Store) Quiet(ctx context.Context, of throttle.Subject, now time.Time) (bool, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Throttles, Key: quietKey(of), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return false, failed("GetItem Throttles", err)
	}
	r := reader{item: out.Item}
	return r.time("expires_at").After(now), r.err
}

// Hush is of passcode.Owners. Its own retry finds what it wrote, and is first all the same.
func (s *Store) Hush(ctx context.Context, of throttle.Subject, until, now time.Time) (first bool, err error) {
	c := s.hushing(of, until)
	c.when = "attribute_not_exists(#expires) OR #expires <= :now OR #by = :by"
	c.values[":now"] = seconds(now)
	_, err = s.update(ctx, c, errQuiet)
	if errors.Is(err, errQuiet) {
		return false, nil
	}
	return err == nil, err
}

// hush is Hush in the transaction of something else.
func (s *Store) hush(of throttle.Subject, until time.Time) write {
	it := quietKey(of)
	it["expires_at"] = seconds(until)
	return put(s.tables.Throttles, it)
}

func (s *Store) hushing(of throttle.Subject, until time.Time) change {
	return change{
		table: s.tables.Throttles, key: quietKey(of), update: "SET #expires = :until, #by = :by",
		names:  map[string]string{"#expires": "expires_at", "#by": "by"},
		values: item{":until": seconds(until), ":by": text(rand.Text())},
	}
}
