// Package smoke tries a running service as its users and its operator would, and says line by
// line what passed, what failed and what was skipped, each with its reason.
//
// It owns the lines and their order. It must not know how the service is made: it asks over
// HTTP, and asks AWS through the command `aws`, which an operator has. What it makes, it removes.
package smoke

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"latchkey/infra/template"
)

// Options are what the operator says. Whatever is left out makes lines skipped, but for API or
// Stack, of which one is needed.
type Options struct {
	API      string // where the service answers
	Stack    string // the CloudFormation stack; it also says where the service answers
	Template string // path of template.yaml, which names the routes
	Admin    Admin
	Email    string    // an address whose mail the operator reads; an outbox needs none
	Phone    string    // a number whose texts the operator reads
	Rotate   bool      // rotate PasscodeKey while a code is open
	In       io.Reader // the terminal, on which codes are asked for; nil where there is none
	Out      io.Writer
}

// Admin is an admin of the service: a token, or what it takes to sign in.
type Admin struct{ Token, Username, Email, Password string }

// line is one thing that is tried. What it returns says how it went: nil, a reason to skip, or
// what is wrong.
type line struct {
	says string
	try  func(context.Context) error
}

// skipped is why a line was not tried.
type skipped string

func (s skipped) Error() string { return string(s) }

// Count is how many lines ended how.
type Count struct{ Passed, Failed, Skipped int }

// run is one run over a service.
type run struct {
	Options
	client
	service  *template.Service
	mailbox  mailbox
	terminal *terminal
	seen     string // the id of a request, to be found in the logs
	count    Count
}

// Run tries every line. Its error says that it could not begin.
func Run(ctx context.Context, o Options) (Count, error) {
	r := &run{Options: o, terminal: newTerminal(o.In, o.Out)}
	if err := r.read(nil); err != nil {
		return Count{}, err
	}
	v := &visit{run: r}
	var deployed []line
	if o.Stack != "" {
		d, err := findStack(ctx, r)
		if err != nil {
			return Count{}, err
		}
		deployed = slices.Concat(d.lines(), d.frontLines())
		v.rotate = d.rotate
	}
	if r.API == "" {
		return Count{}, errors.New("set what to check: API=http://localhost:3000, or STACK=latchkey")
	}
	r.client = client{base: strings.TrimRight(r.API, "/")}
	if err := r.readAccessTokens(ctx); err != nil {
		return Count{}, err
	}
	r.mailbox = r.findMailbox(ctx)
	defer v.removeLeftovers(context.WithoutCancel(ctx))
	for _, l := range slices.Concat(r.doors(), v.arrival(), v.staff(), v.changes(), v.departure(), deployed) {
		r.report(l.says, l.try(ctx))
	}
	return r.count, nil
}

// read reads the template as parameters make it.
func (r *run) read(parameters map[string]string) (err error) {
	values := map[string]string{"MailFrom": "smoke@latchkey.example"}
	maps.Copy(values, parameters)
	r.service, err = template.Load(r.Template, template.Options{Parameters: values})
	return err
}

// readAccessTokens reads the template with access tokens, if the service has them.
func (r *run) readAccessTokens(ctx context.Context) error {
	a, err := r.ask(ctx, asking{method: http.MethodGet, path: "/.well-known/openid-configuration"})
	if err != nil || a.status != http.StatusOK {
		return nil //nolint:nilerr // a service that does not answer is what the first line says
	}
	return r.read(map[string]string{"AccessTokens": "on", "PublicUrl": "https://smoke.example"})
}

func (r *run) report(says string, err error) {
	var reason skipped
	switch {
	case err == nil:
		r.count.Passed++
		_, _ = fmt.Fprintf(r.Out, "passed   %s\n", says)
	case errors.As(err, &reason):
		r.count.Skipped++
		_, _ = fmt.Fprintf(r.Out, "skipped  %s: %s\n", says, reason)
	default:
		r.count.Failed++
		_, _ = fmt.Fprintf(r.Out, "failed   %s: %s\n", says, err)
	}
}
