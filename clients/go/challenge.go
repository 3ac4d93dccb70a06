package latchkey

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
)

// Question is what the user is asked: the code of a challenge.
type Question struct {
	Challenge Challenge // its purpose says what the code is for, its method and SentTo where to look for it
	Problem   *Problem  // why it is asked again, or why the code may be late; nil at first

	resend func(ctx context.Context, method string) (Challenge, error)
}

// Resend sends another code; the one before is no longer valid.
func (q *Question) Resend(ctx context.Context) error { return q.Open(ctx, "") }

// Open asks for another of the methods of the challenge; the code of the one before is no longer valid.
// If codes of the method are sent, one is.
func (q *Question) Open(ctx context.Context, method string) (err error) {
	q.Challenge, err = q.resend(ctx, method)
	return err
}

// Ask asks the user for a code: one of the challenge's method or, at sign-in and for acts on factors, a
// recovery code. An error of it ends the call, such as ErrGaveUp.
type Ask func(context.Context, *Question) (code string, err error)

// ErrGaveUp is for users who do not give the code. The challenge stays open until it expires.
var ErrGaveUp = errors.New("latchkey: the code was not given")

// opened gives the challenge of an answer or of a refusal that a code resolves. Nil means that none
// is needed.
func opened(answered *Challenge, err error) (*Question, error) {
	var p *Problem
	switch {
	case errors.As(err, &p) && p.Challenge != nil:
		return &Question{Challenge: *p.Challenge, Problem: p}, nil
	case err != nil || answered == nil:
		return nil, err
	}
	return &Question{Challenge: *answered}, nil
}

// redeem asks until a code is right, the challenge is closed or the user gives up.
func (c *Client) redeem(ctx context.Context, q *Question, ask Ask, answer func(id, code string) error) error {
	q.resend = func(ctx context.Context, method string) (Challenge, error) {
		return c.resend(ctx, q.Challenge, method)
	}
	for {
		code, err := ask(ctx, q)
		if err != nil {
			return err
		}
		err = answer(q.Challenge.ID, strings.Join(strings.Fields(code), ""))
		var p *Problem
		if !errors.As(err, &p) || !p.wrongCode() {
			return err
		}
		q.Problem = p
	}
}

// What is no code by its form cannot be right, and takes no try.
func (p *Problem) wrongCode() bool {
	malformed := func(e FieldProblem) bool { return e.Code == "malformed_code" }
	return p.Code == CodeInvalidCode || p.Code == CodeInvalidFields && slices.ContainsFunc(p.Errors, malformed)
}

func (c *Client) resend(ctx context.Context, of Challenge, method string) (Challenge, error) {
	var out struct{ Challenge Challenge }
	body := struct {
		ChallengeID string `json:"challenge_id"`
		Method      string `json:"method,omitempty"`
	}{of.ID, method}
	err := c.Do(ctx, Call{Method: http.MethodPost, Path: []string{"2fa", "resend"}, Body: body}, &out)
	if err != nil {
		return of, err
	}
	return out.Challenge, nil
}

// answer is an answer of one of several kinds: a challenge, or what was done.
type answer struct {
	challenge *Challenge
	text      []byte
}

// UnmarshalJSON implements json.Unmarshaler.
func (a *answer) UnmarshalJSON(text []byte) error {
	var of struct{ Challenge *Challenge }
	err := json.Unmarshal(text, &of)
	a.challenge, a.text = of.Challenge, bytes.Clone(text)
	return err
}

func (a *answer) read(out any) error {
	if out == nil || a.text == nil {
		return nil
	}
	return json.Unmarshal(a.text, out)
}

// proven makes a call; as long as the answer has a challenge, it makes the same again with the code. A change
// of an address to which codes of a factor go has two of them.
func (c *Client) proven(ctx context.Context, call Call, ask Ask, out any) error {
	said := new(answer)
	err := c.Do(ctx, call, said)
	for {
		q, refused := opened(said.challenge, err)
		switch {
		case refused != nil:
			return refused
		case q == nil:
			return said.read(out)
		}
		said = new(answer)
		err = c.redeem(ctx, q, ask, func(id, code string) error {
			call.Header = http.Header{"Challenge-Id": {id}, "Challenge-Code": {code}}
			return c.Do(ctx, call, said)
		})
	}
}
