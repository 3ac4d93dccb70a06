package factor

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"latchkey/shared/domain/account"
)

// Recovery is the type under which the use of a recovery code is recorded. It is no factor that is
// asked for.
const Recovery account.FactorType = "recovery_code"

const (
	recoveryCount = 10
	recoveryBytes = 10 // 80 bits, which nobody guesses
	recoverySize  = 16 // characters
	// FewLeft is at how many codes the user is told to make new ones.
	FewLeft = 2
)

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var crockfordText = base32.NewEncoding(crockford).WithPadding(base32.NoPadding)

// RecoveryCodes are the hashes of those that are left.
type RecoveryCodes struct {
	Hashes    []string
	CreatedAt time.Time
}

// Any holds where the user was ever given codes, used up or not.
func (c RecoveryCodes) Any() bool { return !c.CreatedAt.IsZero() }

// Match finds a code among those that are left.
func (c RecoveryCodes) Match(code string) (Use, bool) {
	hash := hashRecoveryCode(code)
	if !slices.Contains(c.Hashes, hash) {
		return Use{}, false
	}
	return Use{Type: Recovery, Since: c.CreatedAt, RecoveryHash: hash, RecoveryLeft: len(c.Hashes) - 1}, true
}

// DrawRecoveryCodes makes ten, as they are shown, with what is stored of them.
func DrawRecoveryCodes(random io.Reader, now time.Time) (shown []string, stored RecoveryCodes, err error) {
	stored.CreatedAt = now
	for range recoveryCount {
		b := make([]byte, recoveryBytes)
		if _, err := io.ReadFull(random, b); err != nil {
			return nil, RecoveryCodes{}, fmt.Errorf("factor: draw a recovery code: %w", err)
		}
		code := crockfordText.EncodeToString(b)
		stored.Hashes = append(stored.Hashes, hashRecoveryCode(code))
		shown = append(shown, strings.Join([]string{code[:4], code[4:8], code[8:12], code[12:]}, "-"))
	}
	return shown, stored, nil
}

// CanonicalRecoveryCode is a code as it was drawn, however it was written: in any case, with blanks and
// hyphens, with the letters that are mistaken for digits. It does not hold for what cannot be one.
func CanonicalRecoveryCode(given string) (string, bool) {
	code := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\t', '\u00a0':
			return -1
		case 'O', 'o':
			return '0'
		case 'I', 'i', 'L', 'l':
			return '1'
		}
		if 'a' <= r && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, given)
	if len(code) != recoverySize || strings.Trim(code, crockford) != "" {
		return "", false
	}
	return code, true
}

func hashRecoveryCode(canonical string) string {
	sum := sha256.Sum256([]byte(canonical))
	return hex.EncodeToString(sum[:])
}
