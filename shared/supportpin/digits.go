package supportpin

import (
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"regexp"

	"latchkey/shared/fault"
)

// Digits are what the user reads out.
type Digits string

var (
	form = regexp.MustCompile(`^[0-9]{6}$`)
	pins = big.NewInt(1_000_000)
)

// Draw makes the digits of a PIN; any are as likely as any other.
func Draw(random io.Reader) (Digits, error) {
	n, err := rand.Int(random, pins)
	if err != nil {
		return "", fmt.Errorf("supportpin: draw a PIN: %w", err)
	}
	return Digits(fmt.Sprintf("%06d", n)), nil
}

// Check gives the reasons against the form. What cannot be a PIN costs no try.
func (d Digits) Check() []fault.Field {
	switch {
	case d == "":
		return []fault.Field{{Name: "pin", Code: "required", Detail: "This field is required."}}
	case !form.MatchString(string(d)):
		return []fault.Field{{Name: "pin", Code: "malformed_pin", Detail: "A PIN is a string of six digits."}}
	}
	return nil
}

// LogValue keeps PINs out of logs.
func (Digits) LogValue() slog.Value { return slog.StringValue("******") }
