package stack

import (
	"cmp"
	"context"
	"net/http"
	"sync"
	"time"

	"latchkey/infra/local/pipe"
	"latchkey/infra/local/rule"
	"latchkey/infra/template"
	"latchkey/shared/domain/message"
)

// pipeReads is how often a pipe looks for records: an event is there well within a second.
const pipeReads = 400 * time.Millisecond

// startPipes takes the records of streams to the bus. One bus stands for all of the template.
func (s *Stack) startPipes() error {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	s.cleanups = append(s.cleanups, func() { cancel(); running.Wait() })
	for _, p := range s.Service.Pipes {
		made, err := pipe.New(p, pipe.Config{Endpoint: s.DynamoDBEndpoint, Bus: s.Bus, Every: pipeReads, GaveUp: s.log.line})
		if err != nil {
			return err
		}
		running.Go(func() { made.Run(ctx) })
	}
	return nil
}

// checkPipes refuses a pipe that would not run.
func checkPipes(pipes []template.Pipe) error {
	for _, p := range pipes {
		if _, err := pipe.New(p, pipe.Config{}); err != nil {
			return err
		}
	}
	return nil
}

// startRules takes what SES tells of mails to functions. The outbox is the one service here that publishes.
func (s *Stack) startRules() error {
	rules, err := rule.New(s.Service.Rules, s.invokeByEvent, account, region)
	if err != nil {
		return err
	}
	s.cleanups = append(s.cleanups, rules.Stop)
	s.Outbox.Tell(rules.Publish)
	return nil
}

// localPages are the pages that the local stack has beside the API.
func (s *Stack) localPages() http.Handler {
	is := s.Service.Parameters
	s.Outbox.Preview(message.Notifier{
		Service: cmp.Or(is["ServiceName"], "Latchkey"), Contact: is["SupportContact"], Language: is["DefaultLanguage"], Accent: is["Accent"],
		Links: message.Links{Public: is["PublicUrl"], Confirm: is["ConfirmUrl"], Reset: is["ResetUrl"]},
	})
	pages := http.NewServeMux()
	pages.Handle("/_local/outbox", s.Outbox.Handler())
	pages.Handle("/_local/outbox.json", s.Outbox.Handler())
	pages.Handle("/_local/outbox/previews.json", s.Outbox.Handler())
	pages.Handle("/_local/events", s.Bus.Handler())
	pages.Handle("/_local/events.json", s.Bus.Handler())
	return pages
}
