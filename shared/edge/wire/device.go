package wire

import (
	"slices"

	"latchkey/shared/domain/device"
)

// Device is one that a user is known on, without its token.
type Device struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	CreatedAt  *string `json:"created_at"`
	LastUsedAt *string `json:"last_used_at"`
	ExpiresAt  *string `json:"expires_at"`
	Address    string  `json:"address"`
}

// DevicesOf shows devices, the newest first. What a client calls itself is the client's to write, so it is
// shown as the name that is known for it.
func DevicesOf(live []device.Device, name func(userAgent string) string) []Device {
	slices.SortFunc(live, func(a, b device.Device) int { return b.CreatedAt.Compare(a.CreatedAt) })
	all := []Device{}
	for _, d := range live {
		all = append(all, Device{
			ID: d.ID, Name: name(d.UserAgent), CreatedAt: instant(d.CreatedAt), LastUsedAt: instant(d.LastUsedAt),
			ExpiresAt: instant(d.ExpiresAt), Address: d.Address,
		})
	}
	return all
}
