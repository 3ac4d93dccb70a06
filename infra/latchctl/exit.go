package latchctl

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	latchkey "latchkey/clients/go"
	"latchkey/infra/latchctl/credential"
	"latchkey/infra/latchctl/importer"
)

// The exit codes. docs/latchctl.md lists them.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitSignIn      = 3
	exitRefused     = 4
	exitNotFound    = 5
	exitConflict    = 6
	exitLimited     = 7
	exitSomeFailed  = 8
	exitUnreachable = 9
	exitInterrupted = 130
)

var (
	errNotFound   = errors.New("not found")
	errSomeFailed = errors.New("some rows failed")
	errWrongPIN   = errors.New("the PIN is not the user's")
)

// wrong is an error of what was typed.
type wrong string

func (w wrong) Error() string { return string(w) }

func usage(format string, values ...any) error { return wrong(fmt.Sprintf(format, values...)) }

func (a *app) exitCode(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil:
		return exitInterrupted
	case !a.started, errors.As(err, new(wrong)), errors.Is(err, importer.ErrElsewhere):
		return exitUsage
	case errors.Is(err, errSomeFailed):
		return exitSomeFailed
	case errors.Is(err, credential.ErrNone):
		return exitSignIn
	case errors.Is(err, errNotFound):
		return exitNotFound
	}
	return exitOfAnswer(err)
}

func exitOfAnswer(err error) int {
	var problem *latchkey.Problem
	var gateway *latchkey.GatewayError
	var line *url.Error
	switch {
	case latchkey.Is(err, latchkey.CodeReauthenticationRequired):
		return exitSignIn
	case errors.As(err, &problem):
		return exitOfStatus(problem.Status)
	case errors.As(err, &gateway):
		return exitOfStatus(gateway.Status)
	case errors.As(err, &line):
		return exitUnreachable
	}
	return exitFailed
}

func exitOfStatus(status int) int {
	switch {
	case status == http.StatusBadRequest, status == http.StatusUnprocessableEntity, status == http.StatusRequestEntityTooLarge:
		return exitUsage
	case status == http.StatusUnauthorized:
		return exitSignIn
	case status == http.StatusForbidden:
		return exitRefused
	case status == http.StatusNotFound:
		return exitNotFound
	case status == http.StatusConflict:
		return exitConflict
	case status == http.StatusTooManyRequests:
		return exitLimited
	case status >= http.StatusInternalServerError:
		return exitUnreachable
	}
	return exitFailed
}

// report prints an error in a sentence, with what helps.
func (a *app) report(ctx context.Context, command string, err error) {
	var problem *latchkey.Problem
	switch {
	case err == nil:
		return
	case ctx.Err() != nil:
		a.say("latchctl: interrupted")
		return
	}
	a.say("latchctl: %s", clean(err.Error()))
	if errors.As(err, &problem) && problem.RetryAfter > 0 {
		a.say("Try again in %v.", problem.RetryAfter.Round(time.Second))
	}
	if problem != nil && problem.Status >= http.StatusInternalServerError {
		a.say("The log of the service has the cause under the request id %s.", clean(problem.RequestID))
	}
	switch code := a.exitCode(ctx, err); {
	case code == exitSignIn && command != "latchctl sign-in":
		a.say("Sign in with: latchctl sign-in")
	case !a.started:
		a.say("See: %s --help", command)
	}
}
