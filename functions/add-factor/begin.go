package main

import (
	"context"

	"github.com/go-json-experiment/json/jsontext"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/edge/wire"
)

// passkeys makes the options by which a browser makes a passkey.
type passkeys interface {
	// Create gives the enrolment with what has to be stored until it is confirmed, and the options as the
	// browser takes them. It refuses with factor.ErrPasskeysOff where the deployment takes none.
	Create(ctx context.Context, u account.User, enrolled factor.Set, f factor.Factor) (factor.Factor, jsontext.Value, error)
}

// noPasskeys is of a deployment that takes none.
type noPasskeys struct{}

func (noPasskeys) Create(context.Context, account.User, factor.Set, factor.Factor) (factor.Factor, jsontext.Value, error) {
	return factor.Factor{}, nil, factor.ErrPasskeysOff
}

// begin makes an enrolment that is not stored yet, and its answer.
func (h handler) begin(ctx context.Context, q request) (factor.Factor, wire.Enrolment, error) {
	f := q.wanted.Begin(q.user, q.Caller.Session, q.at)
	if f.Type == account.Passkey {
		f, options, err := h.passkeys.Create(ctx, q.user, q.enrolled, f)
		shown := wire.EnrolmentOf(f, h.domain, q.at)
		shown.Passkey = &wire.NewPasskey{PublicKey: options}
		return f, shown, err
	}
	secret, err := factor.DrawSecret(h.random)
	if err != nil {
		return f, wire.Enrolment{}, err
	}
	f.Secret, err = h.authenticators.Encrypt(f.UserID, f.ID, secret)
	shown := wire.EnrolmentOf(f, h.domain, q.at)
	shown.TOTP = &wire.NewTOTP{Secret: factor.Readable(secret), URI: factor.URI(h.service, q.user.Username, secret)}
	return f, shown, err
}
