package password

import (
	"slices"

	"golang.org/x/text/unicode/norm"
)

// encodings are the bytes that a password may have been hashed as: as typed, composed or
// decomposed by whatever made a hash that was imported, or normalised as here. For a password
// of ASCII they are one. How many there are depends on the password alone, so it tells of no user.
func encodings(password string) []string {
	var all []string
	for _, s := range []string{password, norm.NFC.String(password), norm.NFD.String(password), normal(password)} {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// What verifying may cost, in KiB that argon2id passes over. A quiet processor of 2026 does
// between 800,000 and 1,300,000 of them in a second, a busy one half as many.
const (
	// budget is for all encodings of one sign-in together: a second, or two where it is busy.
	budget = 1 << 20
	// dearest is what one imported hash may cost: 256 MiB in three passes, bcrypt of
	// cost 13, or what is as much of another kind.
	dearest = 3 << 18
)

// affordable leaves out the encodings that would take a sign-in over the budget. One is always
// tried: hashes dearer than any that is imported today may be stored from before.
func affordable(m method, encodings []string) []string {
	n := max(1, int(budget/max(1, m.load()))) // #nosec G115 -- at most the budget
	return encodings[:min(n, len(encodings))]
}
