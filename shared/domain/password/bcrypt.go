package password

import (
	"regexp"
	"strconv"

	"golang.org/x/crypto/bcrypt"
)

// bcryptHash was made elsewhere. It is verified until its user signs in, and never made. Until
// then a wrong password takes as long as bcrypt does, which only hashing twice could hide.
type bcryptHash struct {
	text string
	cost int
}

// bcryptName begins all that calls itself bcrypt, bcryptForm describes what is.
var (
	bcryptName = regexp.MustCompile(`^\$2[aby]\$`)
	bcryptForm = regexp.MustCompile(`^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$`)
)

const (
	bcryptStoredCost = 15 // the most that was ever taken over
	bcryptMaxBytes   = 72 // what bcrypt takes in; the rest of a password changes nothing
)

func parseBcrypt(stored string) (hash, error) {
	m := bcryptForm.FindStringSubmatch(stored)
	if m == nil {
		return nil, errMalformed
	}
	cost, err := strconv.Atoi(m[1])
	switch {
	case err != nil || cost < bcrypt.MinCost || cost > bcrypt.MaxCost:
		return nil, errMalformed
	case cost > bcryptStoredCost:
		return nil, errCostly
	}
	return bcryptHash{stored, cost}, nil
}

// matches holds for the whole password alone: one that agrees in what bcrypt takes in could
// go on in any way. It costs a hash all the same.
func (b bcryptHash) matches(h *Hasher, encoding string) bool {
	h.computed.Add(1)
	taken := encoding[:min(len(encoding), bcryptMaxBytes)]
	err := bcrypt.CompareHashAndPassword([]byte(b.text), []byte(taken))
	return err == nil && taken == encoding
}

func (b bcryptHash) current() bool { return false }

// load was measured: bcrypt of cost 12 takes as long as argon2id takes for 256 MiB.
func (b bcryptHash) load() uint64 { return 1 << (18 - 12 + b.cost) }
