package flag_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/flag"
)

func TestRefusals(t *testing.T) {
	for _, name := range []string{"", "x", "EMAIL_BASED_MFA", "email_based_mfa "} {
		if _, err := flag.Find(name); !errors.Is(err, flag.ErrNotFound) {
			t.Errorf("%q: %v", name, err)
		}
	}
	many := make([]account.ID, flag.MaxUsers+1)
	for i := range many {
		many[i] = account.ID(i + 1)
	}
	for _, c := range []struct {
		flag flag.Flag
		want string
	}{
		{flag.Flag{Name: flag.EmailBasedMFA, Percentage: -1}, "invalid_percentage"},
		{flag.Flag{Name: flag.EmailBasedMFA, Percentage: 101}, "invalid_percentage"},
		{flag.Flag{Name: flag.EmailBasedMFA, Users: many}, "too_many_users"},
		{flag.Flag{Name: flag.EmailBasedMFA, Users: []account.ID{1, 0}}, "invalid_user_id"},
		{flag.Flag{Name: flag.EmailBasedMFA, Users: []account.ID{1 << 53}}, "invalid_user_id"},
		{flag.Flag{Name: flag.EnrolNewUsers, Percentage: 1, Users: []account.ID{1}}, "instance_wide instance_wide"},

		{flag.Flag{Name: flag.EmailBasedMFA, Percentage: 100, Users: many[1:]}, ""},
		{flag.Flag{Name: flag.EnrolNewUsers, Enabled: true}, ""},
	} {
		var codes []string
		for _, reason := range c.flag.Check() {
			codes = append(codes, reason.Code)
		}
		if got := strings.Join(codes, " "); got != c.want {
			t.Errorf("%s, %d %%, %d users: %q", c.flag.Name, c.flag.Percentage, len(c.flag.Users), got)
		}
	}
}

func TestGates(t *testing.T) {
	for name, c := range map[string]struct {
		flag       flag.Flag
		ann, other bool
	}{
		"never set":      {flag.Flag{}, false, false},
		"everyone":       {flag.Flag{Enabled: true}, true, true},
		"listed":         {flag.Flag{Users: []account.ID{7, 8}}, true, false},
		"no share":       {flag.Flag{Percentage: 0}, false, false},
		"the full share": {flag.Flag{Percentage: 100}, true, true},
	} {
		c.flag.Name = flag.EmailBasedMFA
		if c.flag.On(7) != c.ann || c.flag.On(9) != c.other {
			t.Errorf("%s: %v, %v", name, c.flag.On(7), c.flag.On(9))
		}
	}
}

// A share is as large as it says, and a user who is in it stays in it as it grows.
func TestShares(t *testing.T) {
	const users = 10_000
	in := func(percentage int) map[account.ID]bool {
		f, found := flag.Flag{Name: flag.EmailBasedMFA, Percentage: percentage}, map[account.ID]bool{}
		for i := range users {
			if id := account.ID(1 + i*900_719_925_474); f.On(id) {
				found[id] = true
			}
		}
		return found
	}
	for _, percentage := range []int{10, 50} {
		if n := len(in(percentage)); n < (percentage-1)*users/100 || n > (percentage+1)*users/100 {
			t.Errorf("%d users are in a share of %d %%", n, percentage)
		}
	}
	before := in(0)
	if len(before) != 0 {
		t.Errorf("%d users are in no share", len(before))
	}
	for percentage := 1; percentage <= 100; percentage++ {
		now := in(percentage)
		for id := range before {
			if !now[id] {
				t.Fatalf("%v drops out at %d %%", id, percentage)
			}
		}
		before = now
	}
	if len(before) != users {
		t.Errorf("%d of all", len(before))
	}
}

// shelf has one flag, or fails, and counts how often it is asked.
type shelf struct {
	flag flag.Flag
	err  error
	read int
}

func (s *shelf) Flag(context.Context, flag.Name) (flag.Flag, error) {
	s.read++
	return s.flag, s.err
}

// a change is seen within ten seconds, and no flag is read for every request.
func TestCache(t *testing.T) {
	s, now := &shelf{}, time.Unix(1e9, 0)
	c := &flag.Cache{Store: s, Now: func() time.Time { return now }}
	on := func(want bool, read int) {
		t.Helper()
		if got := c.On(t.Context(), flag.EmailBasedMFA, 7); got != want || s.read != read {
			t.Errorf("%v after %d readings", got, s.read)
		}
	}
	on(false, 1)
	s.flag.Enabled = true
	now = now.Add(5*time.Second - 1)
	on(false, 1)
	now = now.Add(1)
	on(true, 2)
}

// what cannot be read counts as on, even where it was off a moment ago, and is
// asked for again in a few seconds: not at once, or each of many items would wait for it.
func TestUnreadable(t *testing.T) {
	s, now := &shelf{}, time.Unix(1e9, 0)
	c := &flag.Cache{Store: s, Now: func() time.Time { return now }}
	if c.On(t.Context(), flag.EmailBasedMFA, 7) {
		t.Error("on before anything happened")
	}
	s.err = errors.New("the store is down")
	now = now.Add(time.Minute)
	if !c.On(t.Context(), flag.EmailBasedMFA, 7) {
		t.Error("off while the store is down")
	}
	s.err = nil
	now = now.Add(5*time.Second - 1)
	if !c.On(t.Context(), flag.EmailBasedMFA, 7) || s.read != 2 {
		t.Errorf("read %d times within retryAfter", s.read)
	}
	now = now.Add(1)
	if c.On(t.Context(), flag.EmailBasedMFA, 7) {
		t.Error("on when the store is back")
	}
}
