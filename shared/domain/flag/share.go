package flag

import (
	"crypto/sha256"
	"encoding/binary"

	"latchkey/shared/domain/account"
)

const (
	places     = 10_000
	perPercent = places / 100
)

// place puts a user somewhere in the line of all users, always in the same place, so that a user
// among the first tenth is also among the first half. Each flag has a line of its
// own: otherwise the same few would be the first to get everything.
func place(name Name, id account.ID) int {
	sum := sha256.Sum256([]byte(string(name) + "#" + id.String()))
	return int(binary.BigEndian.Uint64(sum[:8]) % places)
}
