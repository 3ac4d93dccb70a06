package dynamo

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
)

// auditLifetime is how long a record stays stored, by TTL.
const auditLifetime = 400 * 24 * time.Hour

// auditItem is a record. The pipe in template.yaml makes an event of it. It reads attributes by name, and
// can neither choose nor format: so the actor and the time are there once more, as text.
func auditItem(e audit.Event) item {
	return item{
		"user_id":    number(e.User),
		"id":         text(e.ID),
		"event":      text(e.Name),
		"actor":      number(e.Actor),
		"by":         text(e.By()),
		"outcome":    text(e.Outcome()),
		"at":         seconds(e.At),
		"time":       text(e.At.UTC().Format(time.RFC3339)),
		"request_id": text(e.RequestID),
		"expires_at": seconds(e.At.Add(auditLifetime)),
	}.
		withNumber("service_key", e.ServiceKey).
		withText("reason", e.Reason).
		withText("address", e.Address).
		withText("via", e.Via)
}

func readAudit(it item) (audit.Event, error) {
	r := reader{item: it}
	return audit.Event{
		User: account.ID(r.number("user_id")), ID: r.text("id"), Name: audit.Name(r.text("event")).Current(),
		Actor: account.ID(r.number("actor")), ServiceKey: r.number("service_key"), Address: r.text("address"), Via: r.text("via"), RequestID: r.text("request_id"), At: r.time("at"),
		Failed: r.text("outcome") != "success", Reason: r.text("reason"),
	}, r.err
}

// recording is the record of an act, to be made in the write of the act. Its id is random, so
// it needs no condition, which its own retry would fail.
func (s *Store) recording(ctx context.Context, name audit.Name, subject account.ID) write {
	return put(s.tables.AuditEvents, auditItem(audit.Record(ctx, name, subject)))
}

// RecordAct records what was done where nothing else is written, such as what staff read.
func (s *Store) RecordAct(ctx context.Context, name audit.Name, subject account.ID, failed bool) error {
	e := audit.Record(ctx, name, subject)
	e.Failed = failed
	return s.commit(ctx, put(s.tables.AuditEvents, auditItem(e)))
}

// AuditEvents gives the records of a user, newest first, before the one of an id; last is the
// id to go on before, and empty at the end.
func (s *Store) AuditEvents(ctx context.Context, user account.ID, before string, limit int) (events []audit.Event, last string, err error) {
	q := &dynamodb.QueryInput{
		TableName: &s.tables.AuditEvents, ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(false), Limit: aws.Int32(int32(limit + 1)),
		KeyConditionExpression:   aws.String("#user = :user"),
		ExpressionAttributeNames: map[string]string{"#user": "user_id"}, ExpressionAttributeValues: item{":user": number(user)},
	}
	if before != "" {
		q.KeyConditionExpression = aws.String("#user = :user AND #id < :before")
		q.ExpressionAttributeNames["#id"], q.ExpressionAttributeValues[":before"] = "id", text(before)
	}
	out, err := s.client.Query(ctx, q)
	if err != nil {
		return nil, "", failed("Query AuditEvents", err)
	}
	for _, it := range out.Items {
		e, err := readAudit(it)
		if err != nil {
			return nil, "", err
		}
		events = append(events, e)
	}
	if len(events) > limit {
		events = events[:limit]
		last = events[limit-1].ID
	}
	return events, last, nil
}
