// Package idempotent does the work of a request with an Idempotency-Key once. A repetition gets the
// first answer, and no work is done.
//
// It belongs to the edge: it reads the header, and stores answers in the form of package api.
// Package idempotency has the rules.
package idempotent

import (
	"context"
	"regexp"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/idempotency"
	"latchkey/shared/edge/api"
)

// Runs stores runs.
type Runs interface {
	// BeginRun stores a run where there is none under its id, where that one has expired, and where
	// that one was cut off and was of the same request. It returns the run that is stored afterwards.
	BeginRun(ctx context.Context, r idempotency.Run, now time.Time) (idempotency.Run, error)
	// EndRun stores the results and the expiry of a run, if it is still the one stored.
	EndRun(ctx context.Context, r idempotency.Run) error
}

// Requests makes requests idempotent.
type Requests struct {
	Key  idempotency.Key
	Runs Runs
	Now  func() time.Time
}

// Once does the work of a request. Repeated under its key, the request is answered as it was the
// first time. Work that is refused as a whole leaves the key unused.
func (q Requests) Once(ctx context.Context, r *api.Request, work func(idempotency.Run) (api.Reply, error)) (api.Reply, error) {
	if err := CheckKey(r); err != nil {
		return api.Reply{}, err
	}
	if !r.HasHeader(header) {
		return work(idempotency.Run{})
	}
	run := q.Key.Run(idempotency.Request{
		Caller: r.Caller.Owner(), Route: r.Route(), Content: r.Content(), ClientKey: r.Header(header),
	}, q.Now())
	stored, err := q.Runs.BeginRun(ctx, run, q.Now())
	switch {
	case err != nil:
		return api.Reply{}, err
	case stored.Token != run.Token:
		return q.repeated(run, stored)
	}
	return q.first(ctx, r, run, work)
}

const header = "idempotency-key"

var keyForm = regexp.MustCompile(`^[!-~]{1,128}$`)

// CheckKey refuses a malformed key. An empty one is refused, too: the client believes that the request
// has a key.
func CheckKey(r *api.Request) error {
	if r.HasHeader(header) && !keyForm.MatchString(r.Header(header)) {
		return fault.Check(fault.Field{
			Name: "idempotency_key", Code: "invalid_idempotency_key", Detail: "An Idempotency-Key has 1 to 128 visible ASCII characters.",
		})
	}
	return nil
}

// storedReply is a reply as it is stored.
type storedReply struct {
	Status int            `json:"status"`
	Body   jsontext.Value `json:"body"`
}

func (q Requests) repeated(run, stored idempotency.Run) (api.Reply, error) {
	results, err := q.Key.Results(run, stored)
	if err != nil {
		return api.Reply{}, err
	}
	var first storedReply
	if err := json.Unmarshal(results, &first); err != nil {
		return api.Reply{}, err
	}
	return api.Answered(first.Status, first.Body), nil
}

// first does the work and stores the answer. An answer that cannot be stored is still sent: the work
// is done.
func (q Requests) first(ctx context.Context, r *api.Request, run idempotency.Run, work func(idempotency.Run) (api.Reply, error)) (api.Reply, error) {
	reply, err := work(run)
	if err != nil {
		run.ExpiresAt = q.Now()
		r.Warn(q.Runs.EndRun(ctx, run))
		return api.Reply{}, err
	}
	run, err = q.encrypted(run, reply)
	if err == nil {
		err = q.Runs.EndRun(ctx, run)
	}
	r.Warn(err)
	return reply, nil
}

func (q Requests) encrypted(run idempotency.Run, reply api.Reply) (idempotency.Run, error) {
	status, content := reply.Parts()
	body, err := json.Marshal(content)
	if err != nil {
		return run, err
	}
	text, err := json.Marshal(storedReply{status, body})
	if err != nil {
		return run, err
	}
	return q.Key.Encrypt(run, text)
}
