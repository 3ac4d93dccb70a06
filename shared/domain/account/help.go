package account

import (
	"fmt"
	"strings"
	"time"

	"latchkey/shared/domain/fault"
)

// Help is what an admin does to somebody else's account. Any two kinds of it together hand the
// account over: a new address and a new password, or a new password and no second factor.
type Help string

// The kinds of help.
const (
	HelpAddress Help = "address"
	HelpReset   Help = "reset"
	HelpFactors Help = "factors"
)

// ErrSecondAdmin refuses the second kind of help by one admin within a day.
var ErrSecondAdmin = fault.New(fault.Conflict, "second_admin_needed",
	"Within 24 hours, one admin cannot do two of these to one account: change its address, allow a new password, reset its second factor. Ask another admin.")

const helpWindow = 24 * time.Hour

// Helped is who gave which help to a user within a day. It is text, "kind admin time" a line,
// because users are compared with each other.
type Helped string

// Twice holds where the admin gave another kind of help already.
func (h Helped) Twice(by ID, kind Help, now time.Time) bool {
	for line := range h.recent(now) {
		if line.by == by && line.kind != kind {
			return true
		}
	}
	return false
}

// With adds one more, and drops what is older than a day.
func (h Helped) With(by ID, kind Help, now time.Time) Helped {
	all := []string{helpLine{kind, by, now.Unix()}.String()}
	for line := range h.recent(now) {
		if line.by != by || line.kind != kind {
			all = append(all, line.String())
		}
	}
	return Helped(strings.Join(all, "\n"))
}

type helpLine struct {
	kind Help
	by   ID
	at   int64
}

func (l helpLine) String() string { return fmt.Sprintf("%s %d %d", l.kind, l.by, l.at) }

func (h Helped) recent(now time.Time) func(yield func(helpLine) bool) {
	return func(yield func(helpLine) bool) {
		for text := range strings.Lines(string(h)) {
			var l helpLine
			if _, err := fmt.Sscan(text, &l.kind, &l.by, &l.at); err != nil || now.Sub(time.Unix(l.at, 0)) >= helpWindow {
				continue
			}
			if !yield(l) {
				return
			}
		}
	}
}
