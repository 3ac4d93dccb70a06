package main

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"

	"latchkey/infra/testing/importedhash"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/password"
)

// what was hashed with other parameters is hashed anew when its password is known.
func TestRehash(t *testing.T) {
	w, h := setUp(t)
	w.HashAsUsual()
	salt := "MDEyMzQ1Njc4OWFiY2RlZg"
	old := fmt.Sprintf("$argon2id$v=%d$m=12288,t=3,p=1$%s$%s", argon2.Version, salt, oldKey(world.Password))
	u := w.User(t, "mary", func(u *account.User) { u.PasswordHash = old })
	if a := world.Post(t, h, credentials("mary", wrong)); a.Status != 401 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now.PasswordHash != old {
		t.Errorf("a wrong password changed the hash: %v", err)
	}
	if a := world.Post(t, h, credentials("mary", world.Password)); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	if ok, stale, err := new(password.Hasher).Verify(now.PasswordHash, world.Password); !ok || stale || err != nil {
		t.Errorf("ok=%v stale=%v %v", ok, stale, err)
	}
}

// today is the form of a hash as they are made now.
var today = regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`)

// a user who was imported with a hash of another tool signs in by it once, whatever its kind:
// from then on the hash is one of argon2id.
func TestImportedHashes(t *testing.T) {
	w, h := setUp(t)
	w.HashAsUsual()
	for i, c := range importedhash.All(t) {
		stored, err := w.Hasher.Import(rand.Reader, c.Hash)
		if err != nil {
			t.Fatal(err)
		}
		u := w.User(t, fmt.Sprintf("mary%d", i), func(u *account.User) { u.PasswordHash = stored })
		for _, try := range []struct {
			secret string
			status int
			today  bool
		}{{wrong, 401, false}, {c.Password, 200, true}, {c.Password, 200, true}} {
			if a := world.Post(t, h, credentials(u.Username, try.secret)); a.Status != try.status {
				t.Errorf("%s, %s: %d %s", c.Tool, c.Kind, a.Status, a.Body)
			}
			now, err := w.Store.User(t.Context(), u.ID)
			if err != nil || today.MatchString(now.PasswordHash) != try.today || !try.today && now.PasswordHash != stored {
				t.Errorf("%s, %s: %s, %v", c.Tool, c.Kind, now.PasswordHash, err)
			}
		}
		w.Pass(10 * time.Minute) // or the wrong passwords would add up
	}
}

// Two hashes are computed at that sign-in, as many as for an older one of ours, and one from then on.
func TestImportedHash(t *testing.T) {
	w, h := setUp(t)
	w.HashAsUsual()
	made, err := bcrypt.GenerateFromPassword([]byte(world.Password), bcrypt.DefaultCost)
	if err != nil {
		t.Fatal(err)
	}
	u := w.User(t, "mary", func(u *account.User) { u.PasswordHash = string(made) })
	signIn := func(secret string, status int, hashes int64, begins string) {
		t.Helper()
		before := w.Hasher.Computed()
		if a := world.Post(t, h, credentials("mary", secret)); a.Status != status || w.Hasher.Computed()-before != hashes {
			t.Errorf("%d %s, %d hashes", a.Status, a.Body, w.Hasher.Computed()-before)
		}
		if now, err := w.Store.User(t.Context(), u.ID); err != nil || !strings.HasPrefix(now.PasswordHash, begins) {
			t.Errorf("%s, %v", now.PasswordHash, err)
		}
	}
	signIn(wrong, 401, 1, string(made))
	signIn(world.Password+strings.Repeat("x", 72), 401, 1, string(made))
	signIn(world.Password, 200, 2, "$argon2id$v=19$m=19456,t=2,p=1$")
	signIn(world.Password, 200, 1, "$argon2id$v=19$m=19456,t=2,p=1$")
}

func oldKey(secret string) string {
	key := argon2.IDKey([]byte(secret), []byte("0123456789abcdef"), 3, 12288, 1, 32)
	return base64.RawStdEncoding.EncodeToString(key)
}
