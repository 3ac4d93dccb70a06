// Package sixdigits draws and recognises what people read off a screen and type: passcodes
// and support PINs.
package sixdigits

import (
	"crypto/rand"
	"fmt"
	"io"
	"math/big"
	"regexp"
)

var (
	form = regexp.MustCompile(`^[0-9]{6}$`) // ASCII digits alone, and no line end
	all  = big.NewInt(1_000_000)
)

// Draw gives any six digits, each as likely as any other.
func Draw(random io.Reader) (string, error) {
	n, err := rand.Int(random, all)
	if err != nil {
		return "", fmt.Errorf("sixdigits: draw: %w", err)
	}
	return fmt.Sprintf("%06d", n), nil
}

// Are says whether a string is six digits and nothing else.
func Are(s string) bool { return form.MatchString(s) }
