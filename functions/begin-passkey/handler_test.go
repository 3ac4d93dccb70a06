package main

import (
	"crypto/rand"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T, site passkey.Site) world.Handler {
	t.Helper()
	challenges, err := passkey.NewChallenges(t.Context(), world.Secret("a secret of the tests"))
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }
	return api.Handle(api.Anyone, now, handler{site: site, challenges: challenges, random: rand.Reader, now: now}.serve)
}

func TestOff(t *testing.T) {
	if a := world.Post(t, setUp(t, passkey.Site{}), ""); a.Status != 409 || a.Code(t) != "passkeys_off" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// Anybody is asked for any passkey of the site, which has to verify its user. No two are asked the same.
func TestBegin(t *testing.T) {
	h := setUp(t, world.Site)
	seen := map[string]bool{}
	for range 2 {
		a := world.Post(t, h, "")
		answer := world.Into[wire.Challenged](t, a)
		c := answer.Challenge
		if a.Status != 200 || answer.Result != "challenge" || c.Purpose != "sign_in" || c.Method != "passkey" || c.Methods.String() != "passkey" ||
			*c.ExpiresAt != "2026-11-21T12:10:00Z" || c.Channel != "" || c.SentTo != "" || c.ResendAfter != nil {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		o := c.PublicKey
		if o.RPID != world.Site.Domain || o.UserVerification != "required" || len(o.AllowCredentials) != 0 || o.Challenge != passkey.Encoding.EncodeToString([]byte(c.ID)) || len(c.ID) > 64 {
			t.Errorf("%+v", o)
		}
		if seen[c.ID] {
			t.Error("two sign-ins have one challenge")
		}
		seen[c.ID] = true
	}
}
