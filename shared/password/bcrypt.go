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

var bcryptForm = regexp.MustCompile(`^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$`)

const (
	bcryptMaxCost  = 15 // about two seconds; more would exhaust the function
	bcryptMaxBytes = 72 // what bcrypt takes in; the rest of a password changes nothing
)

func parseBcrypt(stored string) (bcryptHash, bool) {
	m := bcryptForm.FindStringSubmatch(stored)
	if m == nil {
		return bcryptHash{}, false
	}
	cost, err := strconv.Atoi(m[1])
	return bcryptHash{stored, cost}, err == nil && cost >= bcrypt.MinCost && cost <= bcryptMaxCost
}

// matches holds for the whole password alone: one that agrees in what bcrypt takes in could
// go on in any way. It costs a hash all the same.
func (b bcryptHash) matches(h *Hasher, spelling string) bool {
	h.computed.Add(1)
	taken := spelling[:min(len(spelling), bcryptMaxBytes)]
	err := bcrypt.CompareHashAndPassword([]byte(b.text), []byte(taken))
	return err == nil && taken == spelling
}

func (b bcryptHash) current() bool { return false }
