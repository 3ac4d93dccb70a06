package dynamodb

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/template"
)

// Credentials are those that DynamoDB Local takes, which are any.
var Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
})

// Client speaks to the DynamoDB at endpoint.
func Client(endpoint string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(endpoint),
		Credentials:  Credentials,
	})
}

// CreateTables makes the tables and waits until each is active. One that exists is kept, and
// given the indexes that it lacks.
func CreateTables(ctx context.Context, client *dynamodb.Client, tables []template.Table) error {
	return each(tables, func(t template.Table) error {
		if err := createTable(ctx, client, t); err != nil {
			return fmt.Errorf("create table %s: %w", t.Name, err)
		}
		return nil
	})
}

// DeleteTables removes the tables. One that is gone already is no error.
func DeleteTables(ctx context.Context, client *dynamodb.Client, tables []template.Table) error {
	return each(tables, func(t template.Table) error {
		_, err := client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &t.Name})
		var gone *types.ResourceNotFoundException
		if err != nil && !errors.As(err, &gone) {
			return fmt.Errorf("delete table %s: %w", t.Name, err)
		}
		return nil
	})
}

// each gives the first failure only: a failure of one table is mostly one of all.
func each(tables []template.Table, do func(template.Table) error) error {
	failures := make([]error, len(tables))
	var group sync.WaitGroup
	for i, table := range tables {
		group.Go(func() { failures[i] = do(table) })
	}
	group.Wait()
	return cmp.Or(failures...)
}

func createTable(ctx context.Context, client *dynamodb.Client, t template.Table) error {
	made, err := client.CreateTable(ctx, creation(t))
	var exists *types.ResourceInUseException
	if err != nil && !errors.As(err, &exists) {
		return err
	}
	if err == nil && made.TableDescription.TableStatus == types.TableStatusActive {
		return expire(ctx, client, t)
	}
	waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 20*time.Millisecond, time.Second
	})
	if err := waiter.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &t.Name}, time.Minute); err != nil {
		return err
	}
	if exists != nil {
		if err := grow(ctx, client, t); err != nil {
			return err
		}
	}
	return expire(ctx, client, t)
}

// expire turns time-to-live on. DynamoDB refuses to turn it on twice, so it is asked first.
func expire(ctx context.Context, client *dynamodb.Client, t template.Table) error {
	if t.TTLAttribute == "" {
		return nil
	}
	now, err := client.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &t.Name})
	if err != nil {
		return fmt.Errorf("time to live: %w", err)
	}
	if now.TimeToLiveDescription.TimeToLiveStatus == types.TimeToLiveStatusEnabled {
		return nil
	}
	_, err = client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName: &t.Name,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: &t.TTLAttribute,
			Enabled:       aws.Bool(true),
		},
	})
	if err != nil {
		return fmt.Errorf("time to live: %w", err)
	}
	return nil
}
