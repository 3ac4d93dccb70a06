package world

import (
	"crypto/rand"
	"sync"
	"testing"

	"latchkey/shared/domain/password"
)

// usual are the parameters that the service hashes passwords with.
var usual = password.Current

// hashQuickly has passwords hashed quickly: tests count how often something is hashed, and few of them
// have to do with how slow that is.
func hashQuickly(t testing.TB) {
	t.Helper()
	t.Cleanup(func() { password.Current = usual })
	password.Current = password.Parameters{MemoryKiB: 64, Iterations: 1, Parallelism: 1}
}

// HashAsUsual has passwords hashed as the service does it. It comes before the first user.
func (w *World) HashAsUsual() { password.Current = usual }

// hashed is made once under the same parameters.
func hashed() (string, error) {
	made, _ := hashes.LoadOrStore(password.Current, sync.OnceValues(func() (string, error) {
		return new(password.Hasher).Hash(rand.Reader, Password)
	}))
	return made.(func() (string, error))()
}

var hashes sync.Map
