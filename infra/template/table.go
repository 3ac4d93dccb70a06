package template

import (
	"fmt"
	"strings"
)

// Table is one DynamoDB table.
type Table struct {
	LogicalID          string
	Name               string // physical
	ARN                string
	Keys               []Key
	Attributes         map[string]string // name to S, N or B
	GlobalIndexes      []Index
	TTLAttribute       string // empty when no item expires
	StreamView         string // what the stream has of a change; empty without a stream
	PointInTime        bool
	DeletionProtection bool
}

// Key is one part of a primary key.
type Key struct {
	AttributeName string
	KeyType       string // HASH or RANGE
}

// Index is one secondary index.
type Index struct {
	IndexName  string
	KeySchema  []Key
	Projection struct{ ProjectionType string }
}

type tableProperties struct {
	AttributeDefinitions    []struct{ AttributeName, AttributeType string }
	KeySchema               []Key
	GlobalSecondaryIndexes  []Index
	TimeToLiveSpecification struct {
		AttributeName string
		Enabled       boolean
	}
	StreamSpecification              struct{ StreamViewType string }
	PointInTimeRecoverySpecification struct{ PointInTimeRecoveryEnabled boolean }
	DeletionProtectionEnabled        boolean
}

func (s *scope) readTables(out *Service) error {
	for _, r := range s.resources {
		if r.kind != kindTable {
			continue
		}
		var p tableProperties
		if err := s.properties(r, &p); err != nil {
			return err
		}
		table, err := s.table(r, p)
		if err != nil {
			return err
		}
		out.Tables = append(out.Tables, table)
	}
	return nil
}

func (s *scope) table(r resource, p tableProperties) (Table, error) {
	arn, err := s.attribute(r.id, "Arn")
	if err != nil {
		return Table{}, err
	}
	table := Table{
		LogicalID:          r.id,
		Name:               s.tableName(r),
		ARN:                arn,
		Keys:               p.KeySchema,
		Attributes:         map[string]string{},
		GlobalIndexes:      p.GlobalSecondaryIndexes,
		StreamView:         p.StreamSpecification.StreamViewType,
		PointInTime:        bool(p.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled),
		DeletionProtection: bool(p.DeletionProtectionEnabled),
	}
	for _, a := range p.AttributeDefinitions {
		table.Attributes[a.AttributeName] = a.AttributeType
	}
	if p.TimeToLiveSpecification.Enabled {
		table.TTLAttribute = p.TimeToLiveSpecification.AttributeName
	}
	return table, table.check()
}

// check finds a key without a type, which DynamoDB refuses with a less helpful sentence.
func (t Table) check() error {
	keys := t.Keys
	for _, index := range t.GlobalIndexes {
		keys = append(keys, index.KeySchema...)
	}
	for _, key := range keys {
		if t.Attributes[key.AttributeName] == "" {
			return fmt.Errorf("resource %s: key %s is not in AttributeDefinitions", t.LogicalID, key.AttributeName)
		}
	}
	return nil
}

// tableName is the prefix and what the logical id says: UsersTable is `latchkey-Users`.
func (s *scope) tableName(r resource) string {
	if name := text(member(r.properties, "TableName")); name != "" {
		return s.options.TablePrefix + name
	}
	return s.options.TablePrefix + strings.TrimSuffix(r.id, "Table")
}
