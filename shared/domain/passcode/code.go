package passcode

import (
	"crypto/rand"
	"io"
	"log/slog"
	"strings"

	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/sixdigits"
)

// Code is what a user types: six digits, or a recovery code. The proof of a passkey, which a client
// sends for them, is one too.
type Code string

// proofSize is that of a proof, of more than 128 bits.
const proofSize = 26

// DrawProof makes what a client gets for a passkey's assertion and sends with the request that it proves.
func DrawProof() Code { return Code(rand.Text()) }

// digits holds for what can be guessed, and is therefore counted.
func (c Code) digits() bool { return sixdigits.Are(string(c)) }

func (c Code) proof() bool {
	return len(c) == proofSize && strings.Trim(string(c), "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

func (c Code) recovery() (canonical string, ok bool) { return factor.CanonicalRecoveryCode(string(c)) }

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
	case c.digits(), c.proof():
		return nil
	}
	if _, ok := c.recovery(); ok {
		return nil
	}
	return []fault.Field{{Name: "code", Code: "malformed_code", Detail: "A code is a string of six digits, or a recovery code of sixteen letters and digits."}}
}

// CheckDigits gives the reasons against the form of a code that only an authenticator can show.
func (c Code) CheckDigits() []fault.Field {
	switch {
	case c == "":
		return []fault.Field{fault.Required("code")}
	case !c.digits():
		return []fault.Field{{Name: "code", Code: "malformed_code", Detail: "The code of an authenticator is a string of six digits."}}
	}
	return nil
}

// LogValue keeps codes out of logs.
func (Code) LogValue() slog.Value { return slog.StringValue("******") }
