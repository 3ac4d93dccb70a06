package latchctl

import (
	"context"
	"fmt"
	"slices"
	"strings"

	latchkey "latchkey/clients/go"
)

// passkey is the method that needs a browser.
const passkey = "passkey"

// ways are what codes are asked for, by the method.
var ways = map[string]string{"totp": "one of your authenticator", "sms": "one by text", "email": "one by mail"}

// code asks for the code of a challenge. The word resend sends another, and the name of a method opens that one.
func (p *prompt) code(ctx context.Context, q *latchkey.Question) (string, error) {
	return p.codeBy("")(ctx, q)
}

// codeBy is code, and opens a method first, unless it is empty.
func (p *prompt) codeBy(method string) latchkey.Ask {
	return func(ctx context.Context, q *latchkey.Question) (string, error) {
		err := p.begin(ctx, q, method)
		if method = ""; err != nil {
			return "", err
		}
		return p.readCode(ctx, q)
	}
}

func (p *prompt) readCode(ctx context.Context, q *latchkey.Question) (string, error) {
	for {
		if q.Problem != nil {
			write(p.out, "%s\n", clean(q.Problem.Detail))
		}
		text, err := p.secret(ctx, question(q.Challenge))
		word := strings.TrimSpace(text)
		switch {
		case err != nil:
			return "", err
		case word == "resend" && q.Challenge.SentTo != nil:
			word = q.Challenge.Method
		case !slices.Contains(others(q.Challenge), word):
			return text, nil
		}
		if err := p.open(ctx, q, word); err != nil {
			return "", err
		}
	}
}

// begin opens the method that was asked for on the command line or, in place of a passkey, the next one.
func (p *prompt) begin(ctx context.Context, q *latchkey.Question, wanted string) error {
	can := others(q.Challenge)
	switch {
	case wanted != "" && wanted != q.Challenge.Method && !slices.Contains(can, wanted):
		return usage("codes of the method %q are not asked for here: one of %s is", wanted, strings.Join(q.Challenge.Methods, ", "))
	case wanted != "" && wanted != q.Challenge.Method:
		return p.open(ctx, q, wanted)
	case q.Challenge.Method != passkey:
		return nil
	}
	write(p.out, "A passkey is asked for, which needs a browser.\n")
	if len(can) > 0 {
		return p.open(ctx, q, can[0])
	}
	return nil
}

func (p *prompt) open(ctx context.Context, q *latchkey.Question, method string) error {
	err := q.Open(ctx, method)
	if latchkey.Is(err, latchkey.CodeResendTooSoon) {
		write(p.out, "%s\n", clean(err.Error()))
		return nil
	}
	q.Problem = nil
	return err
}

// others are the methods that can be opened here in place of the open one.
func others(c latchkey.Challenge) []string {
	return slices.DeleteFunc(slices.Clone(c.Methods), func(m string) bool { return m == c.Method || m == passkey })
}

func question(c latchkey.Challenge) string {
	asked := "A recovery code" // all that is left where a passkey is asked for
	switch {
	case c.SentTo != nil:
		asked = fmt.Sprintf("The code that was sent to %s, or resend for another", clean(*c.SentTo))
	case c.Method != passkey:
		asked = "The code of your authenticator, or a recovery code"
	}
	for _, m := range others(c) {
		asked += fmt.Sprintf(", or %s for %s", clean(m), ways[m])
	}
	return asked
}
