package main

import (
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/edge/wire"
)

// all that can be wrong with a credential has one answer, and signs nobody in.
func TestRefusals(t *testing.T) {
	w, h, serve := setUp(t)
	_, annes := enrolled(t, w, "anne")
	for i, c := range []struct {
		name  string
		wrong func(mary *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) (credential string)
	}{
		{"an unknown passkey", func(_ *world.Enrolled, _ *world.SecurityKey, c *wire.Challenge) string {
			return world.NewSecurityKey().Sign(t, c.PublicKey)
		}},
		{"another user's key under the first one's id", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Credential.Key = annes.Credential.Key
			return k.Sign(t, c.PublicKey)
		}},
		{"another user's handle", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Options.UserHandle = annes.Options.UserHandle
			return k.Sign(t, c.PublicKey)
		}},
		{"no handle", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Options.UserHandle = nil
			return k.Sign(t, c.PublicKey)
		}},
		{"another origin", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Origin = "https://latchkey.example"
			return k.Sign(t, c.PublicKey)
		}},
		{"the origin with a path", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Origin += "/"
			return k.Sign(t, c.PublicKey)
		}},
		{"another site", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.ID = "elsewhere.example"
			return k.Sign(t, c.PublicKey)
		}},
		{"a user who was not verified", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Options.UserNotVerified = true
			return k.Sign(t, c.PublicKey)
		}},
		{"a user who was not there", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Options.UserNotPresent = true
			return k.Sign(t, c.PublicKey)
		}},
		{"a passkey that is bound to its device, and was not", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Options.BackupEligible, k.Options.BackupState = false, false
			return k.Sign(t, c.PublicKey)
		}},
		{"the challenge of another sign-in", func(_ *world.Enrolled, k *world.SecurityKey, _ *wire.Challenge) string {
			return k.Sign(t, begun(t, h).PublicKey)
		}},
		{"a signature over other data", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			other := k.Sign(t, begun(t, h).PublicKey)
			return member(t, k.Sign(t, c.PublicKey), "signature", other)
		}},
		{"the user is disabled", func(mary *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			w.SetUser(t, mary.ID, map[string]string{"status": "disabled"})
			return k.Sign(t, c.PublicKey)
		}},
		{"the passkey was removed", func(mary *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			off := dynamo.Update{From: mary.User, To: mary.Enrolled(account.Factors{}, w.Now()), Remove: []factor.Factor{mary.Factor}}
			if err := w.Store.UpdateUser(t.Context(), off); err != nil {
				t.Fatal(err)
			}
			return k.Sign(t, c.PublicKey)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			mary, k := enrolled(t, w, "mary"+string(rune('a'+i)))
			challenge := begun(t, h)
			credential := c.wrong(&mary, k, &challenge)
			a := world.Post(t, serve, world.Assertion(challenge.ID, credential))
			if a.Status != 401 || a.Code(t) != "invalid_passkey" || w.Count(t)["Sessions"] != 0 {
				t.Errorf("%d %s", a.Status, a.Body)
			}
		})
	}
}

// a passkey that did not verify its user when it was made stands for no password, whatever it says now.
func TestSecondFactorOnly(t *testing.T) {
	w, h, serve := setUp(t)
	k := world.NewSecurityKey()
	k.Options.UserNotVerified = true
	w.PasskeyOn(t, k, w.User(t, "mary", nil), w.Now().Add(longAgo))
	k.Options.UserNotVerified = false
	if a := answer(t, serve, k, begun(t, h)); a.Status != 401 || a.Code(t) != "invalid_passkey" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestChallengesThatAreNotOpen(t *testing.T) {
	w, h, serve := setUp(t)
	_, k := enrolled(t, w, "mary")
	c := begun(t, h)
	tampered := c
	later := map[bool]string{true: "B", false: "A"}[c.ID[30] == 'A'] // of the time at which it expires
	tampered.ID = c.ID[:30] + later + c.ID[31:]
	tampered.PublicKey = &wire.RequestOptions{Challenge: passkey.Encoding.EncodeToString([]byte(tampered.ID)), RPID: world.Site.Domain}
	other := h
	var err error
	if other.challenges, err = passkey.NewChallenges(t.Context(), world.Secret("another secret")); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]wire.Challenge{"tampered with": tampered, "of another secret": begun(t, other)} {
		if a := answer(t, serve, k, c); a.Status != 410 || a.Code(t) != "challenge_closed" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	c = begun(t, h)
	w.Pass(passkey.Lifetime)
	if a := answer(t, serve, k, c); a.Status != 410 || w.Count(t)["Sessions"] != 0 {
		t.Errorf("expired: %d %s", a.Status, a.Body)
	}
}

func TestMalformed(t *testing.T) {
	_, h, serve := setUp(t)
	id := begun(t, h).ID
	for body, code := range map[string]string{
		`{}`: "required", `{"challenge_id":"` + id + `"}`: "required", world.Assertion(id, `null`): "not_nullable",
		world.Assertion(id, `{"id":7}`): "malformed_credential", world.Assertion(id, `{"id":"AA","rawId":"AA","type":"public-key","response":{}}`): "malformed_credential",
		world.Assertion(strings.Repeat("x", 65), `{}`): "malformed_challenge_id",
	} {
		if a := world.Post(t, serve, body); a.Status != 422 || !strings.Contains(a.Body, code) {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
}
