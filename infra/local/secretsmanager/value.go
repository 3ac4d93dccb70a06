package secretsmanager

import "crypto/rand"

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// random draws evenly from the alphabet: bytes past its last whole multiple are drawn again.
func random(length int) string {
	const limit = 256 - 256%len(alphabet)
	value := make([]byte, 0, length)
	for b := [1]byte{}; len(value) < length; {
		_, _ = rand.Read(b[:]) // never fails
		if int(b[0]) < limit {
			value = append(value, alphabet[int(b[0])%len(alphabet)])
		}
	}
	return string(value)
}
