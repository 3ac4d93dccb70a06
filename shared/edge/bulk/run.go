package bulk

import (
	"context"
	"crypto/rand"
	"regexp"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"latchkey/shared/domain/fault"
	"latchkey/shared/edge/api"
)

const (
	kept = 24 * time.Hour
	// lease is how long a run may take. It is longer than a function lives, so a run whose
	// lease is over has died, and the same request may be made again.
	lease = time.Minute
)

// Run is one making of a request under an idempotency key.
type Run struct {
	ID          string // of caller, route and key; empty where there is no key
	Digest      string // of what the request asks
	Token       string // of this run and no other under the key
	Results     string // locked; empty while it runs
	LeaseEndsAt time.Time
	ExpiresAt   time.Time

	phrase string // the key as the client sent it, which is not kept
}

// Journal keeps runs.
type Journal interface {
	// BeginRun notes a run where there is none under its id, where that one is past its time,
	// and where it died and asked the same. It gives the run that is noted then.
	BeginRun(ctx context.Context, r Run, now time.Time) (Run, error)
	// EndRun keeps the results and the time of a run, as long as it is the one noted.
	EndRun(ctx context.Context, r Run) error
}

// The refusals of repeated requests.
var (
	ErrReused  = fault.New(fault.Invalid, "idempotency_key_reused", "Another request was made with this Idempotency-Key. Use a new one.")
	ErrRunning = fault.New(fault.Conflict, "request_in_progress", "The first request with this Idempotency-Key is still under way. Try again in a moment.").After(5 * time.Second)
)

// Ledger sees to it that what is repeated is not done twice.
type Ledger struct {
	Key     Key
	Journal Journal
	Now     func() time.Time
}

// Once does the work of a request of many items. Repeated under its key, the request is answered
// as it was the first time, and no work is done. Work that is refused as a whole leaves the key
// unused.
func (l Ledger) Once(ctx context.Context, r *api.Request, work func(Run) ([]Result, error)) (api.Reply, error) {
	return l.once(ctx, r, func(run Run) (api.Reply, error) {
		results, err := work(run)
		return api.MultiStatus(Answer{results}), err
	})
}

// Single is Once for a request that is one thing.
func (l Ledger) Single(ctx context.Context, r *api.Request, work func() (api.Reply, error)) (api.Reply, error) {
	return l.once(ctx, r, func(Run) (api.Reply, error) { return work() })
}

func (l Ledger) once(ctx context.Context, r *api.Request, work func(Run) (api.Reply, error)) (api.Reply, error) {
	run, err := l.run(r)
	switch {
	case err != nil:
		return api.Reply{}, err
	case run.ID == "":
		return work(run)
	}
	noted, err := l.Journal.BeginRun(ctx, run, l.Now())
	switch {
	case err != nil:
		return api.Reply{}, err
	case noted.Token != run.Token:
		return l.repeated(run, noted)
	}
	return l.first(ctx, r, run, work)
}

const header = "idempotency-key"

var keyForm = regexp.MustCompile(`^[!-~]{1,128}$`)

// CheckKey refuses a key of a form that none has. An empty one is no key, and whoever sent it
// believes to have sent one.
func CheckKey(r *api.Request) error {
	if r.HasHeader(header) && !keyForm.MatchString(r.Header(header)) {
		return refuse("idempotency_key", "invalid_idempotency_key", "An Idempotency-Key has 1 to 128 visible ASCII characters.")
	}
	return nil
}

// run names the run of a request. The key of somebody who is not signed in is theirs only with
// what they ask: nobody is kept out because a stranger chose the same key.
func (l Ledger) run(r *api.Request) (Run, error) {
	if err := CheckKey(r); err != nil || !r.HasHeader(header) {
		return Run{}, err
	}
	now, digest, owner := l.Now(), l.Key.Hex("content", r.Content()), r.Caller.UserID.String()
	if r.Caller.UserID == 0 {
		owner = digest
	}
	return Run{
		ID: l.Key.Hex("run", owner, r.Route(), r.Header(header)), Digest: digest,
		phrase: r.Header(header), Token: rand.Text(), LeaseEndsAt: now.Add(lease), ExpiresAt: now.Add(kept),
	}, nil
}

// answered is a reply as it is kept.
type answered struct {
	Status int            `json:"status"`
	Body   jsontext.Value `json:"body"`
}

// repeated answers a request whose key another run has. What was kept before there were statuses
// is the body of many items.
func (l Ledger) repeated(asked, noted Run) (api.Reply, error) {
	switch {
	case noted.Digest != asked.Digest:
		return api.Reply{}, ErrReused
	case noted.Results == "":
		return api.Reply{}, ErrRunning
	}
	results, err := l.Key.unlock(asked, noted)
	if err != nil {
		return api.Reply{}, err
	}
	var was answered
	if err := json.Unmarshal(results, &was); err != nil {
		return api.Reply{}, err
	}
	if was.Status == 0 {
		return api.MultiStatus(jsontext.Value(results)), nil
	}
	return api.Answered(was.Status, was.Body), nil
}

// first does the work and keeps what came of it. What could not be kept is answered all the
// same: the work is done.
func (l Ledger) first(ctx context.Context, r *api.Request, run Run, work func(Run) (api.Reply, error)) (api.Reply, error) {
	reply, err := work(run)
	if err != nil {
		run.ExpiresAt = l.Now()
		r.Warn(l.Journal.EndRun(ctx, run))
		return api.Reply{}, err
	}
	run.Results, err = l.locked(run, reply)
	if err == nil {
		err = l.Journal.EndRun(ctx, run)
	}
	r.Warn(err)
	return reply, nil
}

func (l Ledger) locked(run Run, reply api.Reply) (string, error) {
	status, content := reply.Parts()
	body, err := json.Marshal(content)
	if err != nil {
		return "", err
	}
	kept, err := json.Marshal(answered{status, body})
	if err != nil {
		return "", err
	}
	return l.Key.lock(run, kept)
}
