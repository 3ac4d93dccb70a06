package template

import (
	"fmt"
	"strings"
)

// Bus is one event bus.
type Bus struct{ LogicalID, ARN string }

// Pipe takes records from the stream of a table to a bus.
type Pipe struct {
	LogicalID     string
	Table         string // Table.Name
	Bus           string // Bus.ARN
	Filters       []string
	BatchSize     int
	Retries       int // of a batch that the bus does not take
	AgeSeconds    int // of a record, after which it is not tried again
	Source        string
	DetailType    string
	InputTemplate string
}

type pipeProperties struct {
	Source, Target   string
	SourceParameters struct {
		FilterCriteria           struct{ Filters []struct{ Pattern string } }
		DynamoDBStreamParameters struct {
			StartingPosition, OnPartialBatchItemFailure                string
			BatchSize, MaximumRetryAttempts, MaximumRecordAgeInSeconds number
			DeadLetterConfig                                           struct{ Arn string }
		}
	}
	TargetParameters struct {
		EventBridgeEventBusParameters struct{ Source, DetailType string }
		InputTemplate                 string
	}
}

func (s *scope) readBuses(out *Service) error {
	for _, r := range s.resources {
		if r.kind != kindBus {
			continue
		}
		var p struct{ Name string }
		if err := s.properties(r, &p); err != nil {
			return err
		}
		arn, err := s.attribute(r.id, "Arn")
		if err != nil {
			return err
		}
		out.Buses = append(out.Buses, Bus{r.id, arn})
	}
	return nil
}

func (s *scope) readPipes(out *Service) error {
	for _, r := range s.resources {
		if r.kind != kindPipe {
			continue
		}
		var p pipeProperties
		if err := s.properties(r, &p); err != nil {
			return err
		}
		pipe, err := pipeOf(out, p)
		if err != nil {
			return fmt.Errorf("resource %s: %w", r.id, err)
		}
		pipe.LogicalID = r.id
		out.Pipes = append(out.Pipes, pipe)
	}
	return nil
}

// pipeOf refuses what would retry for ever, start in the middle, or lose what the bus does not take.
func pipeOf(out *Service, p pipeProperties) (Pipe, error) {
	from, to := p.SourceParameters.DynamoDBStreamParameters, p.TargetParameters
	pipe := Pipe{
		Bus: p.Target, BatchSize: int(from.BatchSize), Retries: int(from.MaximumRetryAttempts), AgeSeconds: int(from.MaximumRecordAgeInSeconds),
		Source: to.EventBridgeEventBusParameters.Source, DetailType: to.EventBridgeEventBusParameters.DetailType, InputTemplate: to.InputTemplate,
	}
	for _, f := range p.SourceParameters.FilterCriteria.Filters {
		pipe.Filters = append(pipe.Filters, f.Pattern)
	}
	for _, t := range out.Tables {
		if t.StreamView != "" && strings.HasPrefix(p.Source, t.ARN+"/stream/") {
			pipe.Table = t.Name
		}
	}
	switch {
	case pipe.Table == "":
		return pipe, fmt.Errorf("the source %s is no stream of a table", p.Source)
	case from.StartingPosition != "TRIM_HORIZON" || from.OnPartialBatchItemFailure != "AUTOMATIC_BISECT":
		return pipe, fmt.Errorf("only TRIM_HORIZON and AUTOMATIC_BISECT are read")
	case pipe.BatchSize < 1 || pipe.Retries < 1 || pipe.AgeSeconds < 1 || from.DeadLetterConfig.Arn == "":
		return pipe, fmt.Errorf("a batch, its retries and its age need bounds, and what is given up a queue")
	}
	return pipe, nil
}
