package supportpin

import (
	"io"
	"log/slog"

	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/sixdigits"
)

// Digits are what the user reads out.
type Digits string

// draw makes the digits of a PIN; any are as likely as any other.
func draw(random io.Reader) (Digits, error) {
	digits, err := sixdigits.Draw(random)
	return Digits(digits), err
}

// Check gives the reasons against the form. What cannot be a PIN costs no try.
func (d Digits) Check() []fault.Field {
	switch {
	case d == "":
		return []fault.Field{fault.Required("pin")}
	case !sixdigits.Are(string(d)):
		return []fault.Field{{Name: "pin", Code: "malformed_pin", Detail: "A PIN is a string of six digits."}}
	}
	return nil
}

// LogValue keeps PINs out of logs.
func (Digits) LogValue() slog.Value { return slog.StringValue("******") }
