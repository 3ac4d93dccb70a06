package device

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"
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
		// SaveDevice stores a device, in the place of those of the hashes, if the user is still as they were
		// when it was made.
		SaveDevice(ctx context.Context, d Device, replaces ...string) error
		DropDevices(ctx context.Context, all []Device) error
	}
	// Tell tells a user of a sign-in on a device on which they are not known.
	Tell   func(ctx context.Context, u account.User, now time.Time) error
	Random io.Reader
}

// tells says whether the user is to hear of the sign-in, if there is a device on which they are known.
func (e SignIn) tells() bool {
	return !e.Known.Known() && !e.Mailed && e.At.Before(e.User.KnownUntil)
}

// Others are the devices of the user who signs in. They are read while the session is stored, so that this
// takes no round trip of its own.
type Others struct {
	live, ended []Device
	err         error
}

// Others reads them, where the sign-in has to do with them.
func (k Keeper) Others(ctx context.Context, e SignIn) (o Others) {
	if !e.Remember && !e.tells() {
		return Others{}
	}
	all, err := k.Store.Devices(ctx, e.User.ID)
	o.live, o.ended = Parted(all, e.User, e.At)
	o.err = err
	return o
}

// SignedIn follows a sign-in whose session is stored. It gives the token of the device, where it is to be
// remembered, and tells users with known devices of a sign-in on another. What it gives an error for does
// not undo the sign-in: the token is then empty, and nobody was shown it.
func (k Keeper) SignedIn(ctx context.Context, e SignIn, o Others) (shown string, err error) {
	if o.err != nil {
		return "", o.err
	}
	var told, cleared error
	var g sync.WaitGroup
	if e.tells() && len(o.live) > 0 {
		g.Go(func() { told = k.Tell(ctx, e.User, e.At) })
	}
	if e.Remember {
		g.Go(func() { cleared = k.Store.DropDevices(ctx, o.ended) })
		shown, err = k.remember(ctx, e, o.live)
	}
	g.Wait()
	return shown, errors.Join(err, told, cleared)
}

// remember makes the device known. The one that it is known by already gives way, and where there are too
// many, so does the one that was not used for longest.
func (k Keeper) remember(ctx context.Context, e SignIn, live []Device) (shown string, err error) {
	t, err := token.New(token.Device, k.Random, int64(e.User.ID))
	if err != nil {
		return "", err
	}
	var gone []string
	if e.Known.Known() {
		gone = append(gone, e.Known.TokenHash)
	}
	others := slices.DeleteFunc(live, func(d Device) bool { return d.TokenHash == e.Known.TokenHash })
	slices.SortFunc(others, func(a, b Device) int { return a.LastUsedAt.Compare(b.LastUsedAt) })
	for _, d := range others[:max(0, len(others)+1-Most)] {
		gone = append(gone, d.TokenHash)
	}
	if err := k.Store.SaveDevice(ctx, begin(t, e), gone...); err != nil {
		return "", err
	}
	return t.Reveal(), nil
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
