package latchkey

import (
	"context"
	"net/http"
	"time"
)

// Device is a device that a user is known by.
type Device struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"` // the browser and the system
	CreatedAt  time.Time `json:"created_at"`
	LastUsedAt time.Time `json:"last_used_at"`
	ExpiresAt  time.Time `json:"expires_at"`
	Address    string    `json:"address"`
}

// DeviceList are the devices that a user is known by, the newest first.
type DeviceList struct {
	Devices []Device `json:"devices"`
	Current *string  `json:"current"` // the id of the one that calls WithDevice; nil if it is none of them
}

// Remembering gives a client whose sign-ins make the device a known one: the session then has a DeviceToken.
func (c *Client) Remembering() *Client {
	other := *c
	other.remember = true
	return &other
}

// WithDevice gives a client that calls from a known device, which has limits of its own.
func (c *Client) WithDevice(token string) *Client { return c.with("Device-Token", token) }

// Devices are the devices that a user is known by.
func (c *Client) Devices(ctx context.Context, user ID) (*DeviceList, error) {
	all := new(DeviceList)
	if err := c.Do(ctx, Call{Method: http.MethodGet, Path: []string{"users", user.String(), "devices"}}, all); err != nil {
		return nil, err
	}
	return all, nil
}

// ForgetDevice forgets a device of a user, by its id in the list.
func (c *Client) ForgetDevice(ctx context.Context, user ID, device string) error {
	return c.Do(ctx, Call{Method: http.MethodDelete, Path: []string{"users", user.String(), "devices", device}}, nil)
}
