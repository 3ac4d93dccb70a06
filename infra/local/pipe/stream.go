package pipe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// stream reads the stream of a table. It speaks the protocol itself: a pipe reads records in the form
// in which they are sent, and a client would make other values of them.
type stream struct {
	endpoint string
	arn      string
}

// record is one change of an item.
type record struct {
	Event    json.RawMessage // the whole, as a pipe reads it
	Sequence string
	Made     float64 // when, in seconds since 1970
}

func (r *record) UnmarshalJSON(raw []byte) error {
	var told struct {
		Dynamodb struct {
			SequenceNumber              string
			ApproximateCreationDateTime float64
		} `json:"dynamodb"`
	}
	if err := json.Unmarshal(raw, &told); err != nil {
		return err
	}
	*r = record{bytes.Clone(raw), told.Dynamodb.SequenceNumber, told.Dynamodb.ApproximateCreationDateTime}
	return nil
}

// errTrimmed says that the stream no longer has the record that a reader stands at: it has them for a day,
// and DynamoDB Local for less.
var errTrimmed = errors.New("the records were trimmed")

// open finds the stream of a table.
func open(ctx context.Context, endpoint, table string) (stream, error) {
	s := stream{endpoint: endpoint}
	var out struct{ Streams []struct{ StreamArn string } }
	if err := s.call(ctx, "ListStreams", map[string]any{"TableName": table}, &out); err != nil {
		return s, err
	}
	if len(out.Streams) == 0 {
		return s, fmt.Errorf("the table %s has no stream", table)
	}
	s.arn = out.Streams[len(out.Streams)-1].StreamArn // earlier ones are of a table that was deleted
	return s, nil
}

// shards gives the shards, the parents before their children.
func (s stream) shards(ctx context.Context) (ids []string, err error) {
	var out struct {
		StreamDescription struct{ Shards []struct{ ShardId string } }
	}
	err = s.call(ctx, "DescribeStream", map[string]any{"StreamArn": s.arn}, &out)
	for _, shard := range out.StreamDescription.Shards {
		ids = append(ids, shard.ShardId)
	}
	return ids, err
}

// iterator starts after a record, or with the first one where nothing was read yet.
func (s stream) iterator(ctx context.Context, shard, after string) (string, error) {
	in := map[string]any{"StreamArn": s.arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"}
	if after != "" {
		in["ShardIteratorType"], in["SequenceNumber"] = "AFTER_SEQUENCE_NUMBER", after
	}
	var out struct{ ShardIterator string }
	err := s.call(ctx, "GetShardIterator", in, &out)
	return out.ShardIterator, err
}

// records reads some records; next is empty where the shard ends.
func (s stream) records(ctx context.Context, iterator string, limit int) (read []record, next string, err error) {
	var out struct {
		Records           []record
		NextShardIterator string
	}
	err = s.call(ctx, "GetRecords", map[string]any{"ShardIterator": iterator, "Limit": limit}, &out)
	return out.Records, out.NextShardIterator, err
}

func (s stream) call(ctx context.Context, operation string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.endpoint, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	request.Header.Set("X-Amz-Target", "DynamoDBStreams_20120810."+operation)
	// DynamoDB Local reads the key and the region from it, and does not check the signature.
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", operation, err)
	case bytes.Contains(answer, []byte("TrimmedDataAccessException")):
		return errTrimmed
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("%s: %d %s", operation, response.StatusCode, answer)
	}
	return json.Unmarshal(answer, out)
}
