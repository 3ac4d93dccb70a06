package main

import (
	"context"
	"errors"

	"github.com/go-json-experiment/json/jsontext"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/metric"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/webauthn"
	"latchkey/shared/edge/wire"
)

type input struct {
	Code       *passcode.Code  `json:"code"`
	Credential wire.Credential `json:"credential"`
}

// check gives the reasons against an answer to an enrolment of a type.
func (in input) check(t account.FactorType) []fault.Field {
	switch {
	case t == account.Passkey && in.Credential == nil:
		return []fault.Field{fault.Required("credential")}
	case t == account.TOTP && in.Code == nil:
		return []fault.Field{fault.Required("code")}
	case in.Code != nil && in.Credential != nil:
		return []fault.Field{{Name: "credential", Code: "code_or_credential", Detail: "Give the code of an authenticator, or the credential of a passkey."}}
	case t == account.TOTP:
		return in.Code.CheckDigits()
	}
	return nil
}

// verify gives the factor as confirmed, and what was charged for the code.
func (h handler) verify(ctx context.Context, q request, in input) (factor.Factor, *throttle.Charge, error) {
	if q.begun.Type == account.Passkey {
		f, err := h.verifyPasskey(q.begun, jsontext.Value(in.Credential))
		return f.Confirm(factor.Use{}, q.at), nil, err
	}
	charge := throttle.CodeFailures.Charge(h.subjects.User(q.user.ID), q.at)
	if err := h.limits.Take(ctx, charge); err != nil {
		return factor.Factor{}, nil, limited(err)
	}
	use, right, err := h.authenticators.Match(q.begun, string(*in.Code), q.at)
	switch {
	case err != nil:
		return factor.Factor{}, nil, err
	case !right:
		metric.Count(ctx, metric.PasscodeFailures)
		return factor.Factor{}, nil, passcode.ErrInvalid
	}
	metric.Count(ctx, metric.Passcodes)
	return q.begun.Confirm(use, q.at), &charge, nil
}

// verifyPasskey gives the enrolment with the passkey that a browser made for it. Nobody guesses one, so
// nothing is counted.
func (h handler) verifyPasskey(f factor.Factor, credential []byte) (factor.Factor, error) {
	if !h.site.On() {
		return f, factor.ErrPasskeysOff
	}
	made, err := webauthn.ReadCreation(credential)
	if err != nil {
		return f, err
	}
	f.Passkey, err = made.Verify(h.site, passkey.ChallengeOf(f.Pending.Challenge), f.Passkey)
	return f, err
}

func limited(err error) error {
	var f *fault.Fault
	if errors.Is(err, throttle.ErrLimited) && errors.As(err, &f) {
		return passcode.ErrTooMany.After(f.RetryAfter)
	}
	return err
}
