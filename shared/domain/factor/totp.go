package factor

import (
	"encoding/base32"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"latchkey/shared/domain/account"
)

// The numbers of RFC 6238, as every authenticator app has them by default.
const (
	step       = 30 * time.Second
	secretSize = 20 // bytes, as long as SHA-1
	tolerance  = 1  // steps, for clocks that are wrong and users who type slowly
)

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// DrawSecret makes the secret of an authenticator.
func DrawSecret(random io.Reader) ([]byte, error) {
	secret := make([]byte, secretSize)
	if _, err := io.ReadFull(random, secret); err != nil {
		return nil, fmt.Errorf("factor: draw a secret: %w", err)
	}
	return secret, nil
}

// Readable is a secret as users type it into an app.
func Readable(secret []byte) string { return base32Text.EncodeToString(secret) }

// URI is a secret as apps read it from a QR code: who issued it, and for which account.
func URI(service, username string, secret []byte) string {
	label := escape(service) + ":" + escape(username)
	return "otpauth://totp/" + label + "?secret=" + Readable(secret) + "&issuer=" + escape(service) + "&algorithm=SHA1&digits=6&period=30"
}

// escape has spaces as %20: some apps show a plus sign. No colon is left, which ends the issuer.
func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// StepAt is the number of the step that a time is in.
func StepAt(now time.Time) int64 { return now.Unix() / int64(step.Seconds()) }

// MatchTOTP finds the step of a code: that of now, or the one before or after, and later than the last
// one that was used. It compares in constant time.
func MatchTOTP(secret []byte, code string, now time.Time, last int64) (at int64, right bool, err error) {
	for s := StepAt(now) - tolerance; s <= StepAt(now)+tolerance; s++ {
		ok, err := hotp.ValidateCustom(code, uint64(s), Readable(secret), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, false, fmt.Errorf("factor: compare a code: %w", err)
		}
		if ok && s > last {
			at, right = s, true
		}
	}
	return at, right, nil
}

// Match compares a code with a factor, which may be pending.
func (k Key) Match(f Factor, code string, now time.Time) (Use, bool, error) {
	return k.match(f, code, now, f.LastStep)
}

func (k Key) match(f Factor, code string, now time.Time, last int64) (Use, bool, error) {
	secret, err := k.decrypt(f)
	if err != nil {
		return Use{}, false, err
	}
	at, right, err := MatchTOTP(secret, code, now, last)
	return Use{Type: account.TOTP, ID: f.ID, Since: f.CreatedAt, Step: at}, right, err
}

// MatchAny compares a code with every confirmed authenticator of a user. Used holds where the code is
// right and was used before.
func (k Key) MatchAny(s Set, code string, now time.Time) (use Use, right, used bool, err error) {
	for _, f := range s.Confirmed() {
		if f.Type != account.TOTP {
			continue
		}
		found, ok, err := k.match(f, code, now, 0)
		switch {
		case err != nil:
			return Use{}, false, false, err
		case ok && found.Step > f.LastStep:
			use, right = found, true
		case ok:
			used = true
		}
	}
	return use, right, used && !right, nil
}
