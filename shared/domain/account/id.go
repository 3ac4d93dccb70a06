package account

import (
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
)

const idBits = 53

// NewID draws an id. Zero stands for no user, so it is drawn again.
func NewID(random io.Reader) (ID, error) {
	var b [8]byte
	for {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, fmt.Errorf("account: draw an id: %w", err)
		}
		if id := ID(binary.BigEndian.Uint64(b[:]) >> (64 - idBits)); id != 0 {
			return id, nil
		}
	}
}

// ParseID reads an id as it stands in a path. Only the canonical spelling counts.
func ParseID(s string) (ID, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	id := ID(n)
	return id, err == nil && n > 0 && n < 1<<idBits && id.String() == s
}

// String gives the id in digits.
func (id ID) String() string { return strconv.FormatInt(int64(id), 10) }
