package message

import (
	"cmp"
	"net"
	"net/url"
)

// Links are where the links of mails lead. All may be empty: then mails carry codes and tokens alone.
type Links struct {
	Public  string // the address of the service
	NoPages bool   // whether it has no pages of its own
	Confirm string // the application's own page to confirm an address, in place of the service's
	Reset   string // the application's own page to choose a new password
}

func (l Links) confirmPage() string { return l.page(l.Confirm, "/app/confirm") }
func (l Links) resetPage() string   { return l.page(l.Reset, "/app/reset") }
func (l Links) cancelPage() string  { return l.page("", "/app/cancel") }

func (l Links) page(own, path string) string {
	if own != "" || l.Public == "" || l.NoPages {
		return own
	}
	return l.Public + path
}

// host is that of the pages on which users enter codes. An IP address is none.
func (l Links) host() string {
	u, err := url.Parse(cmp.Or(l.Confirm, l.Public))
	if err != nil || net.ParseIP(u.Hostname()) != nil {
		return ""
	}
	return u.Hostname()
}
