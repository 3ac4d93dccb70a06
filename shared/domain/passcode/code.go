package passcode

import (
	"io"
	"log/slog"

	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/sixdigits"
)

// Code is the six digits that a user types.
type Code string

// draw makes a code; every one is as likely as any other.
func draw(random io.Reader) (Code, error) {
	digits, err := sixdigits.Draw(random)
	return Code(digits), err
}

// Check gives the reasons against a code's form. A code that cannot be one costs no try.
func (c Code) Check() []fault.Field {
	switch {
	case c == "":
		return []fault.Field{fault.Required("code")}
	case !sixdigits.Are(string(c)):
		return []fault.Field{{Name: "code", Code: "malformed_code", Detail: "A code is a string of six digits."}}
	}
	return nil
}

// LogValue keeps codes out of logs.
func (Code) LogValue() slog.Value { return slog.StringValue("******") }
