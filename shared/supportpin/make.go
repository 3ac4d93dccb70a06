package supportpin

import (
	"io"
	"time"

	"latchkey/shared/account"
)

// Maker makes PINs.
type Maker struct {
	Key      Key
	Lifetime time.Duration
	Random   io.Reader
}

// Make makes a user's PIN, which is not yet written.
func (m Maker) Make(u account.User, now time.Time) (PIN, Digits, error) {
	d, err := Draw(m.Random)
	if err != nil {
		return PIN{}, "", err
	}
	sealed, err := m.Key.Seal(u.ID, d)
	return PIN{
		UserID: u.ID, Sealed: sealed, Epoch: u.SessionEpoch, CreatedAt: now, ExpiresAt: now.Add(m.Lifetime),
	}, d, err
}
