package device

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
)

// SignIn is one that was made, by whichever door.
type SignIn struct {
	User     account.User
	Known    Device // on which the user is known; zero for none
	Remember bool   // whether the user is to be known on this device
	// Mailed holds where a code was mailed for it: the owner of the account has heard of it.
	Mailed             bool
	Address, UserAgent string
	At                 time.Time
}

// Keeper keeps the devices of users at every door.
type Keeper struct {
	Store interface {
		Devices(ctx context.Context, user account.ID) ([]Device, error)
		// SaveDevice stores a device, in the place of the one of a hash, if the user is still as they were
		// when it was made.
		SaveDevice(ctx context.Context, d Device, replaces string) error
		DropDevices(ctx context.Context, all []Device) error
	}
	// Tell tells a user of a sign-in on a device on which they are not known.
	Tell   func(ctx context.Context, u account.User, now time.Time) error
	Random io.Reader
}

// SignedIn follows a sign-in whose session is stored. It gives the token of the device, where it is to be
// remembered, and tells users with known devices of a sign-in on another. What it gives an error for does
// not undo the sign-in: the token is then empty, and nobody was shown it.
func (k Keeper) SignedIn(ctx context.Context, e SignIn) (shown string, err error) {
	tells := !e.Known.Known() && !e.Mailed && e.At.Before(e.User.KnownUntil)
	if !e.Remember && !tells {
		return "", nil
	}
	all, err := k.Store.Devices(ctx, e.User.ID)
	if err != nil {
		return "", err
	}
	live, ended := Parted(all, e.User, e.At)
	if tells && len(live) > 0 {
		err = k.Tell(ctx, e.User, e.At)
	}
	if !e.Remember {
		return "", err
	}
	shown, failed := k.remember(ctx, e, live, ended)
	return shown, errors.Join(err, failed)
}

// remember makes the device known. The one that it is known by already gives way, and where there are too
// many, so does the one that was not used for longest.
func (k Keeper) remember(ctx context.Context, e SignIn, live, ended []Device) (shown string, err error) {
	t, err := token.New(token.Device, k.Random, int64(e.User.ID))
	if err != nil {
		return "", err
	}
	if err := k.Store.SaveDevice(ctx, begin(t, e), e.Known.TokenHash); err != nil {
		return "", err
	}
	others := slices.DeleteFunc(live, func(d Device) bool { return d.TokenHash == e.Known.TokenHash })
	slices.SortFunc(others, func(a, b Device) int { return a.LastUsedAt.Compare(b.LastUsedAt) })
	gone := slices.Concat(ended, others[:max(0, len(others)+1-Most)])
	return t.Reveal(), k.Store.DropDevices(ctx, gone)
}

// Parted tells the devices on which a user is known now from those that have ended.
func Parted(all []Device, u account.User, now time.Time) (live, ended []Device) {
	for _, d := range all {
		if d.Live(u, now) {
			live = append(live, d)
		} else {
			ended = append(ended, d)
		}
	}
	return live, ended
}
