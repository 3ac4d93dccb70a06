package seed

import (
	"context"

	"latchkey/shared/domain/device"
	"latchkey/shared/domain/token"
)

// devices makes mary known on two.
func (sc scene) devices(ctx context.Context) error {
	const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
	u := sc.users[mary]
	for _, name := range []string{"HOME", "OFFICE"} {
		t, err := draw(token.Device, int64(mary), name)
		if err != nil {
			return err
		}
		err = sc.store.SaveDevice(ctx, device.Device{
			ID: name, UserID: mary, TokenHash: t.Hash(), Epoch: u.SessionEpoch, Role: u.Role,
			CreatedAt: sc.now, LastUsedAt: sc.now, ExpiresAt: sc.now.Add(device.Lifetime), Address: "203.0.113.7", UserAgent: firefox,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
