package main

import (
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/edge/wire"
)

// begin makes an enrolment that is not stored yet, and its answer.
func (h handler) begin(q request) (factor.Factor, wire.Enrolment, error) {
	f := q.wanted.Begin(q.user, q.Caller.Session, q.at)
	if f.Type == account.Passkey {
		return h.beginPasskey(q, f)
	}
	secret, err := factor.DrawSecret(h.random)
	if err != nil {
		return f, wire.Enrolment{}, err
	}
	f.Secret, err = h.authenticators.Encrypt(f.UserID, f.ID, secret)
	shown := wire.EnrolmentOf(f, h.site.Domain, q.at)
	shown.TOTP = &wire.NewTOTP{Secret: factor.Readable(secret), URI: factor.URI(h.site.Service, q.user.Username, secret)}
	return f, shown, err
}

// beginPasskey gives the options by which a browser makes a passkey.
func (h handler) beginPasskey(q request, f factor.Factor) (factor.Factor, wire.Enrolment, error) {
	if !h.site.On() {
		return f, wire.Enrolment{}, factor.ErrPasskeysOff
	}
	var err error
	f.Passkey, f.Pending.Challenge, err = h.site.Begin(h.random, q.enrolled)
	shown := wire.EnrolmentOf(f, h.site.Domain, q.at)
	shown.Passkey = &wire.NewPasskey{PublicKey: wire.CreationOptionsOf(h.site.Create(f, q.user, q.enrolled))}
	return f, shown, err
}
