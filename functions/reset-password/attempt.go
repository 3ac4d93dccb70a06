package main

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
)

// try is one use of a grant. It takes the same steps for every name and every code, or the
// answer would tell who exists and who has a grant.
type try struct {
	user   account.User // zero where nobody has the name
	right  bool         // whether the grant is valid, and the code is its code
	charge throttle.Charge
	at     time.Time
}

// begin finds the user and the admin who gave the grant, and charges the try before it compares
// anything secret.
func (h handler) begin(ctx context.Context, in input, address string, now time.Time) (try, error) {
	user, err := h.find(ctx, in.Username)
	if err != nil {
		return try{}, err
	}
	code, named := h.named(user, in.ResetCode, now)
	t := try{user: user, at: now, charge: throttle.AdminReset.Charge(h.stranger(in.Username, address), now)}
	if named {
		t.charge.Subject = h.subjects.User(user.ID)
	}
	admin, err := h.users.ChargedUser(ctx, t.charge, user.ResetGrant.By)
	if err != nil {
		return try{}, err
	}
	t.right = user.MayReset(admin, now) && (!h.byCode || named && code.Matches(user.ResetGrant.Hash))
	return t, nil
}

// named reads the code, and says whether it has the id of the user's valid grant. Only a
// client that was given a code of that grant knows its id, so these tries alone count against the user.
func (h handler) named(u account.User, given string, now time.Time) (token.Grant, bool) {
	code, wellFormed := token.ParseGrant(given)
	return code, h.byCode && wellFormed && u.ResetGrant.Valid(now) && code.Names(u.ResetGrant.ID)
}

// stranger is what every other try is counted by: the username as typed, from this network. It is not
// the user's count, so it shuts out only the network that used it up.
func (h handler) stranger(name, address string) throttle.Subject {
	return h.subjects.Of("name and network", account.CanonicalUsername(name), string(h.subjects.Networks(address)[0]))
}

// find gives the user behind a username; the zero user, who has no grant, when there is none.
func (h handler) find(ctx context.Context, name string) (account.User, error) {
	id, err := account.OrNobody(h.users.UsernameOwner(ctx, account.CanonicalUsername(name)))
	if err != nil {
		return account.User{}, err
	}
	return account.OrNobody(h.users.User(ctx, id))
}
