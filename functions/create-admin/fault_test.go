package main

import (
	"crypto/rand"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/password"
)

// There is one first admin, so each is gone before the next one is made.
func TestFaults(t *testing.T) {
	w := world.New(t)
	h := handler{users: w.Store, flags: w.Flags, policy: password.Policy{MinLength: 15}, hasher: w.Hasher, random: rand.Reader, now: w.Now}
	world.Trial{World: w, Handler: world.Invoked(h.serve), Status: 200, Acts: []string{"admin_created by self"}, Begin: func(name string) world.Call {
		forget(t, w, w.Tables.Users, "id")
		forget(t, w, w.Tables.Claims, "value")
		return world.Call{Body: fmt.Sprintf(`{"username":%[1]q,"email":"%[1]s@latchkey.example","password":%[2]q}`, name, world.Password)}
	}}.Faults(t)
}

func forget(t *testing.T, w *world.World, table, key string) {
	t.Helper()
	for _, item := range w.Scan(t, table) {
		w.Delete(t, table, map[string]types.AttributeValue{key: item[key]})
	}
}
