package registration

import (
	"encoding/base32"
	"fmt"
	"io"
	"strings"
)

// madeName begins every username that is made for a user who chose none. 64 random bits follow: such
// names tell nothing of how many users there are, and two are hardly ever the same.
const madeName = "user-"

func makeName(random io.Reader) (string, error) {
	b := make([]byte, 8)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("registration: make a username: %w", err)
	}
	return madeName + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)), nil
}

// rename gives an attempt without a chosen name another one.
func (r Registrar) rename(a *attempt) (err error) {
	if a.Unnamed {
		a.Username, err = makeName(r.Random)
		a.draft.Username = a.Username
	}
	return err
}
