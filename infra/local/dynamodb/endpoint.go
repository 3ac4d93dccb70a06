package dynamodb

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// CheckEndpoint says in one sentence that no DynamoDB is at endpoint.
func CheckEndpoint(ctx context.Context, endpoint string) error {
	bounded, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, err := Client(endpoint).ListTables(bounded, &dynamodb.ListTablesInput{Limit: aws.Int32(1)},
		func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })
	if err != nil {
		return errors.Join(ctx.Err(), fmt.Errorf("no DynamoDB answers at %s: start it, or leave DYNAMODB_ENDPOINT out to have one started", endpoint))
	}
	return nil
}
