package password

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/crypto/blowfish" //nolint:staticcheck // deprecated as a cipher; bcrypt consists of it
)

// bcryptMethod is bcrypt, or Django's bcrypt of a SHA-256 in hexadecimal digits. The bcrypt of
// golang.org/x/crypto gives no key for a given salt, and a weak hash is wrapped by its key.
type bcryptMethod struct {
	head    string // what stands before the key
	cost    int
	salt    []byte
	prehash bool
}

var bcryptForm = regexp.MustCompile(`^(?:(bcrypt_sha256\$)|bcrypt\$)?(\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22}))([./A-Za-z0-9]{31})$`)

// bcrypt64 is base64 with bcrypt's alphabet. It is not strict: what made the hash may have left
// bits in its last character.
var bcrypt64 = base64.NewEncoding("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789").WithPadding(base64.NoPadding)

const (
	bcryptMinCost    = 4
	bcryptMaxCost    = 31
	bcryptStrongCost = 10
	bcryptStoredCost = 15 // the most that was ever taken over
	bcryptMaxBytes   = 72 // what bcrypt takes in; the rest of a password changes nothing
	bcryptKeyBytes   = 23 // bcrypt drops the last byte of three blocks
)

func parseBcrypt(stored string) (digest, error) {
	m := bcryptForm.FindStringSubmatch(stored)
	if m == nil {
		return digest{}, errMalformed
	}
	cost, err := strconv.Atoi(m[3])
	salt, saltErr := bcrypt64.DecodeString(m[4])
	key, keyErr := bcrypt64.DecodeString(m[5])
	switch {
	case err != nil || saltErr != nil || keyErr != nil || cost < bcryptMinCost || cost > bcryptMaxCost:
		return digest{}, errMalformed
	case cost > bcryptStoredCost:
		return digest{}, errCostly
	}
	return digest{bcryptMethod{m[1] + m[2], cost, salt, m[1] != ""}, key}, nil
}

func (b bcryptMethod) derive(h *Hasher, encoding string) []byte {
	h.computed.Add(1)
	if b.prehash {
		sum := sha256.Sum256([]byte(encoding))
		encoding = hex.EncodeToString(sum[:])
	}
	secret := append([]byte(encoding[:min(len(encoding), bcryptMaxBytes)]), 0)
	c, err := blowfish.NewSaltedCipher(secret, b.salt)
	if err != nil {
		return nil
	}
	for range 1 << b.cost {
		blowfish.ExpandKey(secret, c)
		blowfish.ExpandKey(b.salt, c)
	}
	key := []byte("OrpheanBeholderScryDoubt")
	for block := key; len(block) > 0; block = block[blowfish.BlockSize:] {
		for range 64 {
			c.Encrypt(block, block)
		}
	}
	return key[:bcryptKeyBytes]
}

// whole refuses what bcrypt does not take in, and the zero byte that ends a password: bcrypt
// repeats a short one, so that "a" and "a\0a" have one key.
func (b bcryptMethod) whole(encoding string) bool {
	return b.prehash || len(encoding) <= bcryptMaxBytes && !strings.Contains(encoding, "\x00")
}

func (b bcryptMethod) text(key []byte) string { return b.head + bcrypt64.EncodeToString(key) }

// load was measured: bcrypt of cost 12 takes as long as argon2id takes for 256 MiB.
func (b bcryptMethod) load() uint64 { return 1 << (18 - 12 + b.cost) }

func (b bcryptMethod) strong() bool { return b.cost >= bcryptStrongCost }
