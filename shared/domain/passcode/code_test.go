package passcode

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/keyed"
)

// what cannot be a code is told from what is missing.
func TestCodeForm(t *testing.T) {
	for code, want := range map[Code]string{"": "required", "12345": "malformed_code", "123456\n": "malformed_code", "012345": ""} {
		got := ""
		for _, f := range code.Check() {
			got = f.Code
		}
		if got != want {
			t.Errorf("%q: %q, want %q", string(code), got, want)
		}
	}
}

// A proof has one length and one alphabet. What has only one of both is a code of another form.
func TestProofs(t *testing.T) {
	drawn := DrawProof()
	for code, want := range map[Code]bool{
		"": false, "ABC234": false, drawn[1:]: false, drawn + "A": false, drawn[1:] + "1": false, drawn[1:] + "a": false, drawn: true,
	} {
		if code.proof() != want {
			t.Errorf("%q: %v", string(code), !want)
		}
	}
}

// Recovery codes take the place of a factor, and of no code that was sent to whom has none.
func TestTakesRecovery(t *testing.T) {
	enrolled := account.FactorTypes{account.TOTP}
	for _, c := range []struct {
		p    Passcode
		want bool
	}{
		{Passcode{Purpose: SignIn}, false},
		{Passcode{Purpose: ChangeEmail, Methods: enrolled}, false},
		{Passcode{Purpose: SignIn, Methods: enrolled}, true},
		{Passcode{Purpose: RemoveFactor, Methods: enrolled}, true},
	} {
		if c.p.takesRecovery() != c.want {
			t.Errorf("%s %v: %v", c.p.Purpose, c.p.Methods, !c.want)
		}
	}
}

func sealing(t *testing.T, values ...string) Key {
	t.Helper()
	k, err := NewKey(t.Context(), keyed.Secret{
		Values: func(context.Context) ([]string, error) { return values, nil }, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// a sealed code is one for its purpose, user, challenge, channel and
// destination, and for no other.
func TestSealBindsEverything(t *testing.T) {
	key := sealing(t, "secret")
	p := Passcode{ID: "A", UserID: 7, Purpose: SignIn, Channel: account.Email, SentTo: "a@x.example"}
	key.SetHash(t.Context(), &p, "012345")
	matches := func(p Passcode, code Code) bool {
		t.Helper()
		right, err := key.Matches(t.Context(), p, code)
		if err != nil {
			t.Error(err)
		}
		return right
	}
	for name, change := range map[string]func(*Passcode){
		"challenge":   func(p *Passcode) { p.ID = "B" },
		"user":        func(p *Passcode) { p.UserID = 8 },
		"purpose":     func(p *Passcode) { p.Purpose = ConfirmEmail },
		"channel":     func(p *Passcode) { p.Channel = account.SMS },
		"change":      func(p *Passcode) { p.Change = digest("email=b@x.example") },
		"destination": func(p *Passcode) { p.SentTo = "b@x.example" },
	} {
		moved := p
		change(&moved)
		if matches(moved, "012345") {
			t.Errorf("the code fits another %s", name)
		}
	}
	if matches(p, "012346") || matches(p, "") {
		t.Error("a wrong code matches")
	}
	if !matches(p, "012345") || len(p.OTP) != 64 {
		t.Errorf("the right code does not match %q", p.OTP)
	}
}

// a code stays valid through one rotation of the key, and not when its key is gone.
func TestRotation(t *testing.T) {
	p := Passcode{ID: "A", UserID: 7, Purpose: SignIn, Channel: account.Email, SentTo: "a@x.example"}
	sealing(t, "one").SetHash(t.Context(), &p, "012345")
	for name, values := range map[string][]string{"under another key": {"two"}, "two rotations later": {"three", "two"}} {
		if right, err := sealing(t, values...).Matches(t.Context(), p, "012345"); right || !errors.Is(err, ErrClosed) {
			t.Errorf("%s: %v, %v", name, right, err)
		}
	}
	for code, want := range map[Code]bool{"012346": false, "012345": true} {
		if right, err := sealing(t, "two", "one").Matches(t.Context(), p, code); right != want || err != nil {
			t.Errorf("one rotation later: %v, %v", right, err)
		}
	}
}

// strict at the boundary.
func TestOpen(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	good := Passcode{Active: true, Expiration: now.Add(time.Second)}
	for name, c := range map[string]struct {
		change func(*Passcode)
		want   bool
	}{
		"expired now":        {func(p *Passcode) { p.Expiration = now }, false},
		"inactive":           {func(p *Passcode) { p.Active = false }, false},
		"five tries":         {func(p *Passcode) { p.Attempts = 5 }, false},
		"one second to live": {func(*Passcode) {}, true},
		"four tries":         {func(p *Passcode) { p.Attempts = 4 }, true},
	} {
		p := good
		c.change(&p)
		if p.Valid(now) != c.want {
			t.Errorf("%s: open is %v", name, !c.want)
		}
	}
}

//
func TestCodesDoNotLog(t *testing.T) {
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "code", Code("314159"))
	if !json.Valid([]byte(log.String())) || strings.Contains(log.String(), "314159") {
		t.Error(log.String())
	}
}
