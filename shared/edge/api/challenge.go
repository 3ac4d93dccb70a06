package api

import (
	"errors"

	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/wire"
)

// DecodeAnswer reads the code that a client sends for a challenge of a purpose.
func DecodeAnswer(r *Request, purpose passcode.Purpose) (passcode.Answer, error) {
	in, err := Decode[struct {
		ChallengeID string        `json:"challenge_id"`
		Code        passcode.Code `json:"code"`
	}](r)
	if err != nil {
		return passcode.Answer{}, err
	}
	answer := passcode.Answer{ChallengeID: in.ChallengeID, Code: in.Code, Purpose: purpose, Device: r.Device()}
	return answer, fault.Check(answer.Check()...)
}

// StepUp reads the code that a repeated request has in its headers, for the challenge that the first
// request was answered with. The code is valid for this change only. Given says whether there is one.
func StepUp(r *Request, purpose passcode.Purpose, change string) (answer passcode.Answer, given bool, err error) {
	answer = passcode.Answer{
		ChallengeID: r.Header("challenge-id"), Code: passcode.Code(r.Header("challenge-code")),
		Purpose: purpose, Change: change, Device: r.Device(),
	}
	if !r.HasHeader("challenge-id") && !r.HasHeader("challenge-code") {
		return passcode.Answer{}, false, nil
	}
	return answer, true, fault.Check(answer.Check()...)
}

// challengedError is a refusal with a challenge: the client sends its code and tries again.
type challengedError struct {
	error
	challenge wire.Challenge
}

func (e challengedError) Unwrap() error { return e.error }

// WithChallenge adds a challenge to a refusal, as a member of the problem.
func WithChallenge(err error, p passcode.Passcode) error {
	return challengedError{err, wire.ChallengeOf(p)}
}

func challengeWith(err error) any {
	var c challengedError
	var unsure passcode.UnsureError
	switch {
	case errors.As(err, &c):
		return c.challenge
	case errors.As(err, &unsure):
		return wire.ChallengeOf(unsure.Passcode)
	}
	return nil
}
