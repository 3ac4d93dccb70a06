package passcode

import (
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"regexp"

	"latchkey/shared/fault"
)

// Code is the six digits that a user types.
type Code string

var (
	codeForm = regexp.MustCompile(`^[0-9]{6}$`)
	codes    = big.NewInt(1_000_000)
)

// Draw makes a code; every one is as likely as any other.
func Draw(random io.Reader) (Code, error) {
	n, err := rand.Int(random, codes)
	if err != nil {
		return "", fmt.Errorf("passcode: draw a code: %w", err)
	}
	return Code(fmt.Sprintf("%06d", n)), nil
}

// Check gives the reasons against a code's form. A code that cannot be one costs no try.
func (c Code) Check() []fault.Field {
	switch {
	case c == "":
		return []fault.Field{{Name: "code", Code: "required", Detail: "This field is required."}}
	case !codeForm.MatchString(string(c)):
		return []fault.Field{{Name: "code", Code: "malformed_code", Detail: "A code is a string of six digits."}}
	}
	return nil
}

// LogValue keeps codes out of logs.
func (Code) LogValue() slog.Value { return slog.StringValue("******") }
