package api

import (
	"errors"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/passcode"
)

// Challenge is a code that is asked for, on the wire.
type Challenge struct {
	ID          string  `json:"id"`
	Purpose     string  `json:"purpose"`
	Channel     string  `json:"channel"`
	SentTo      string  `json:"sent_to"`
	ExpiresAt   *string `json:"expires_at"`
	ResendAfter *string `json:"resend_after"`
}

// Challenged is the answer of a route that needs a code.
type Challenged struct {
	Challenge Challenge `json:"challenge"`
}

// ChallengeOf shows where a code was sent, masked.
func ChallengeOf(p passcode.Passcode) Challenge {
	return Challenge{
		ID: p.ID, Purpose: string(p.Purpose), Channel: string(p.Channel), SentTo: account.Mask(p.SentTo),
		ExpiresAt: instant(p.Expiration), ResendAfter: instant(p.ResendAt()),
	}
}

// DecodeAnswer reads what a client answers to a challenge of a purpose.
func DecodeAnswer(r *Request, purpose passcode.Purpose) (passcode.Answer, error) {
	in, err := Decode[struct {
		ChallengeID string        `json:"challenge_id"`
		Code        passcode.Code `json:"code"`
	}](r)
	if err != nil {
		return passcode.Answer{}, err
	}
	answer := passcode.Answer{ChallengeID: in.ChallengeID, Code: in.Code, Purpose: purpose}
	return answer, fault.Check(answer.Check()...)
}

// StepUp reads the answer that a repeated request carries in its headers: the code of a
// challenge that this very change was answered with. Asked holds when it carries one.
func StepUp(r *Request, purpose passcode.Purpose, change string) (answer passcode.Answer, asked bool, err error) {
	answer = passcode.Answer{
		ChallengeID: r.Header("challenge-id"), Code: passcode.Code(r.Header("challenge-code")),
		Purpose: purpose, Change: change,
	}
	if !r.HasHeader("challenge-id") && !r.HasHeader("challenge-code") {
		return passcode.Answer{}, false, nil
	}
	return answer, true, fault.Check(answer.Check()...)
}

// challengedError is a refusal that a code would lift.
type challengedError struct {
	error
	challenge Challenge
}

func (e challengedError) Unwrap() error { return e.error }

// WithChallenge adds to a refusal the challenge that lifts it, as a member of the problem.
func WithChallenge(err error, p passcode.Passcode) error {
	return challengedError{err, ChallengeOf(p)}
}

func challengeWith(err error) any {
	var c challengedError
	var unsure passcode.UnsureError
	switch {
	case errors.As(err, &c):
		return c.challenge
	case errors.As(err, &unsure):
		return ChallengeOf(unsure.Passcode)
	}
	return nil
}
