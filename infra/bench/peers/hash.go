package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
)

// password is that of every user of both servers.
const password = "velvet tractor orbit moss"

// The parameters of argon2id at both servers.
const (
	memoryKiB  = 19456
	iterations = 2
	lanes      = 1
)

// sameParameters fails when Latchkey no longer hashes with these parameters.
func sameParameters(root string) error {
	file := filepath.Join(root, "shared/domain/password/hash.go")
	source, err := os.ReadFile(file) // #nosec G304 -- of this repository
	if err != nil {
		return err
	}
	these := fmt.Sprintf("Current = Parameters{MemoryKiB: %d, Iterations: %d, Parallelism: %d}", memoryKiB, iterations, lanes)
	if !strings.Contains(string(source), these) {
		return fmt.Errorf("%s does not have %q: the parameters here are to be the same", file, these)
	}
	return nil
}

func argon2idOf(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, iterations, memoryKiB, lanes, 32)
}

// argon2idText is salt and key, as the hook of PocketBase stores them.
func argon2idText(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	return hex.EncodeToString(append(salt, argon2idOf(password, salt)...))
}

func argon2idMatches(stored, password string) bool {
	both, err := hex.DecodeString(stored)
	if err != nil || len(both) != 48 {
		return false
	}
	return bytes.Equal(argon2idOf(password, both[:16]), both[16:])
}

func hashArgon2id() { _ = argon2idOf(password, make([]byte, 16)) }

// hashBcrypt is at PocketBase's own cost.
func hashBcrypt() { _, _ = bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost) }

// ownTimes are the processor times of hashes that are made alone.
func ownTimes(hash func()) (all []time.Duration) {
	const times = 21
	hash()
	for range times {
		before := own()
		hash()
		all = append(all, own()-before)
	}
	return all
}
