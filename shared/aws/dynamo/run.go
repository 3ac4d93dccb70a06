package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/idempotency"
)

func runItem(r idempotency.Run) item {
	return item{
		"id":            text(r.ID),
		"digest":        text(r.Digest),
		"token":         text(r.Token),
		"status":        text(runningStatus),
		"lease_ends_at": seconds(r.LeaseEndsAt),
		"expires_at":    seconds(r.ExpiresAt),
	}
}

func readRun(it item) (idempotency.Run, error) {
	r := reader{item: it}
	return idempotency.Run{
		ID:          r.text("id"),
		Digest:      r.text("digest"),
		Token:       r.text("token"),
		Results:     r.text("results"),
		LeaseEndsAt: r.time("lease_ends_at"),
		ExpiresAt:   r.time("expires_at"),
	}, r.err
}

const (
	runningStatus = "running"
	doneStatus    = "done"

	// free is the condition of a key that a run may have: without a run, or expired, or of a run
	// of the same request that crashed.
	free = "attribute_not_exists(#id) OR #expires <= :now OR (#status = :running AND #lease <= :now AND #digest = :digest)"
)

// BeginRun is of idempotent.Runs.
func (s *Store) BeginRun(ctx context.Context, r idempotency.Run, now time.Time) (idempotency.Run, error) {
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &s.tables.Idempotency, Item: runItem(r), ConditionExpression: aws.String(free),
		ExpressionAttributeNames: map[string]string{
			"#id": "id", "#expires": "expires_at", "#status": "status", "#lease": "lease_ends_at", "#digest": "digest",
		},
		ExpressionAttributeValues:           item{":now": seconds(now), ":running": text(runningStatus), ":digest": text(r.Digest)},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	var noted *types.ConditionalCheckFailedException
	switch {
	case err == nil:
		return r, nil
	case errors.As(err, &noted):
		return readRun(noted.Item)
	}
	return idempotency.Run{}, failed("PutItem Idempotency", err)
}

// EndRun is of idempotent.Runs.
func (s *Store) EndRun(ctx context.Context, r idempotency.Run) error {
	_, err := s.update(ctx, change{
		table: s.tables.Idempotency, key: item{"id": text(r.ID)}, when: "#token = :token",
		update: "SET #status = :done, #results = :results, #expires = :expires",
		names:  map[string]string{"#token": "token", "#status": "status", "#results": "results", "#expires": "expires_at"},
		values: item{":token": text(r.Token), ":done": text(doneStatus), ":results": text(r.Results), ":expires": seconds(r.ExpiresAt)},
	}, idempotency.ErrRunning)
	return err
}
