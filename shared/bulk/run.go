package bulk

import (
	"context"
	"crypto/rand"
	"regexp"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"latchkey/shared/api"
	"latchkey/shared/fault"
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

// Once does the work of a request. Repeated under its key, the request is answered as it was
// the first time, and no work is done. Work that is refused as a whole leaves the key unused.
func (l Ledger) Once(ctx context.Context, r *api.Request, work func(Run) ([]Result, error)) (api.Reply, error) {
	run, err := l.run(r)
	if err != nil {
		return api.Reply{}, err
	}
	if run.ID == "" {
		results, err := work(run)
		return api.MultiStatus(Answer{results}), err
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

func (l Ledger) run(r *api.Request) (Run, error) {
	if err := CheckKey(r); err != nil || !r.HasHeader(header) {
		return Run{}, err
	}
	now := l.Now()
	return Run{
		ID: l.Key.Hex("run", r.Caller.UserID.String(), r.Route(), r.Header(header)), Digest: l.Key.Hex("content", r.Content()),
		phrase: r.Header(header), Token: rand.Text(), LeaseEndsAt: now.Add(lease), ExpiresAt: now.Add(kept),
	}, nil
}

// repeated answers a request whose key another run has.
func (l Ledger) repeated(asked, noted Run) (api.Reply, error) {
	switch {
	case noted.Digest != asked.Digest:
		return api.Reply{}, ErrReused
	case noted.Results == "":
		return api.Reply{}, ErrRunning
	}
	results, err := l.Key.unlock(asked, noted)
	return api.MultiStatus(jsontext.Value(results)), err
}

// first does the work and keeps what came of it. What could not be kept is answered all the
// same: the work is done.
func (l Ledger) first(ctx context.Context, r *api.Request, run Run, work func(Run) ([]Result, error)) (api.Reply, error) {
	results, err := work(run)
	if err != nil {
		run.ExpiresAt = l.Now()
		r.Warn(l.Journal.EndRun(ctx, run))
		return api.Reply{}, err
	}
	answer, err := json.Marshal(Answer{results})
	if err != nil {
		return api.Reply{}, err
	}
	if run.Results, err = l.Key.lock(run, answer); err != nil {
		return api.Reply{}, err
	}
	r.Warn(l.Journal.EndRun(ctx, run))
	return api.MultiStatus(jsontext.Value(answer)), nil
}
