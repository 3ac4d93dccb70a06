// Package values stores what the local stack has made once and needs again: the values of secrets,
// and private keys.
//
// It owns where they are stored. It must not know what they are for.
package values

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Store is where values are stored by their names: for as long as the data that is encrypted with
// them, or that data is lost.
type Store interface {
	// Read gives what was written last, or an empty map that the caller may fill.
	Read(ctx context.Context) (map[string]string, error)
	Write(ctx context.Context, values map[string]string) error
}

// Memory stores no values, for data that is in memory, too.
type Memory struct{}

// Read finds none.
func (Memory) Read(context.Context) (map[string]string, error) { return map[string]string{}, nil }

// Write drops them.
func (Memory) Write(context.Context, map[string]string) error { return nil }

// File is the path of a file of values.
type File string

// Read finds none where there is no file yet.
func (f File) Read(context.Context) (map[string]string, error) {
	values := map[string]string{}
	content, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return values, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(content, &values); err != nil {
		return nil, fmt.Errorf("%s: %w", f, err)
	}
	return values, nil
}

// Write replaces the file as a whole: with half of it, all that was encrypted with the values
// would be lost.
func (f File) Write(_ context.Context, values map[string]string) error {
	content, err := json.MarshalIndent(values, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(string(f)), 0o700); err != nil {
		return err
	}
	next := string(f) + ".next"
	if err := os.WriteFile(next, content, 0o600); err != nil {
		return err
	}
	return os.Rename(next, string(f))
}

// Table is a table of values beside the data, for a DynamoDB that outlives the local stack. Its
// key is `name`. Such a DynamoDB is a developer's own: in AWS they are never in a table.
type Table struct {
	Client *dynamodb.Client
	Name   string
}

// Read scans the table, which has a few items.
func (t Table) Read(ctx context.Context) (map[string]string, error) {
	out, err := t.Client.Scan(ctx, &dynamodb.ScanInput{TableName: &t.Name})
	if err != nil {
		return nil, fmt.Errorf("read table %s: %w", t.Name, err)
	}
	values := map[string]string{}
	for _, item := range out.Items {
		name, _ := item["name"].(*types.AttributeValueMemberS)
		value, _ := item["value"].(*types.AttributeValueMemberS)
		if name != nil && value != nil {
			values[name.Value] = value.Value
		}
	}
	return values, nil
}

// Write puts every value.
func (t Table) Write(ctx context.Context, values map[string]string) error {
	for name, value := range values {
		_, err := t.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &t.Name, Item: map[string]types.AttributeValue{
			"name":  &types.AttributeValueMemberS{Value: name},
			"value": &types.AttributeValueMemberS{Value: value},
		}})
		if err != nil {
			return fmt.Errorf("write table %s: %w", t.Name, err)
		}
	}
	return nil
}
