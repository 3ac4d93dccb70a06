package bulk

import (
	"encoding/binary"
	"strconv"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/keyed"
)

// Key seals what is kept of requests: a digest without a key would let whoever reads the
// table try out the passwords that stood in a body.
type Key struct{ keyed.Key }

// NewKey derives the key from the service's secret.
func NewKey(secret string) (Key, error) {
	k, err := keyed.Derive(secret, "bulk runs")
	return Key{k}, err
}

// UserID is the id of the user that an item of a run makes: the same again when the run is
// made again, so that nobody is made twice. Zero, for one to be drawn, in a run without a key.
func (k Key) UserID(run Run, index int) account.ID {
	if run.ID == "" {
		return 0
	}
	const bits = 53
	return account.ID(binary.BigEndian.Uint64(k.Hash("user", run.ID, run.Digest, strconv.Itoa(index))) >> (64 - bits))
}
