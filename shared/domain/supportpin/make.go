package supportpin

import (
	"context"
	"io"
	"time"

	"latchkey/shared/domain/account"
)

// Maker makes PINs.
type Maker struct {
	Key      Key
	Lifetime time.Duration
	Random   io.Reader
}

// Make makes a user's PIN, which is not yet written.
func (m Maker) Make(ctx context.Context, u account.User, now time.Time) (PIN, Digits, error) {
	d, err := draw(m.Random)
	if err != nil {
		return PIN{}, "", err
	}
	encrypted, err := m.Key.Encrypt(ctx, u.ID, d)
	return PIN{
		UserID: u.ID, Encrypted: encrypted, Epoch: u.SessionEpoch, CreatedAt: now, ExpiresAt: now.Add(m.Lifetime),
	}, d, err
}
