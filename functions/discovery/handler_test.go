package main

import (
	"encoding/base64"
	"testing"
	"time"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

const (
	keys          = "GET /.well-known/jwks.json"
	configuration = "GET /.well-known/openid-configuration"
)

func ask(t *testing.T, h handler, route string) world.Answer {
	t.Helper()
	serve := api.Handle(api.Anyone, time.Now, h.serve)
	e := api.Event{Version: "2.0", RouteKey: route}
	e.RequestContext.HTTP.Method = "GET"
	out, err := serve(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return world.Answer{Status: out.StatusCode, Headers: out.Headers, Body: out.Body}
}

// public holds where caches may keep an answer for five minutes, and any page may read it.
func public(a world.Answer) bool {
	return a.Headers["cache-control"] == "public, max-age=300" && a.Headers["access-control-allow-origin"] == "*" &&
		a.Headers["content-type"] == "application/json"
}

// Exactly what verifying needs, in the words of OpenID Connect.
func TestConfiguration(t *testing.T) {
	kms := world.NewKMS(t)
	h := handler{kms.Issuer(t, world.SigningKeys[0])}
	const want = `{"issuer":"https://id.latchkey.example","jwks_uri":"https://id.latchkey.example/.well-known/jwks.json",` +
		`"response_types_supported":["id_token"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"],` +
		`"claims_supported":["iss","sub","aud","iat","exp","jti","sid","role","scope","auth_time","amr"`
	if a := ask(t, h, configuration); a.Status != 200 || a.Body != want+`]}` || !public(a) {
		t.Errorf("%d %s %v", a.Status, a.Body, a.Headers)
	}
	h.issuer.Optional = []string{"username", "email"}
	if a := ask(t, h, configuration); a.Body != want+`,"username","email"]}` {
		t.Errorf("%s", a.Body)
	}
	if n := kms.Asked.Load(); n != 0 {
		t.Errorf("KMS was asked %d times", n)
	}
}

// All keys that are listed are shown, in order and with nothing that is private; KMS is asked once.
func TestKeys(t *testing.T) {
	kms := world.NewKMS(t)
	h := handler{kms.Issuer(t, world.SigningKeys...)}
	asked := int32(0)
	for again := range 2 {
		a := ask(t, h, keys)
		set := world.Into[wire.KeySet](t, a)
		if a.Status != 200 || len(set.Keys) != 3 || !public(a) {
			t.Fatalf("%d %s %v", a.Status, a.Body, a.Headers)
		}
		seen := map[string]bool{}
		for _, k := range set.Keys {
			n, err := base64.RawURLEncoding.DecodeString(k.Modulus)
			if err != nil || len(n) != 256 || k != (wire.JWK{Kind: "RSA", Use: "sig", Algorithm: "RS256", ID: k.ID, Modulus: k.Modulus, Exponent: "AQAB"}) || len(k.ID) != 43 || seen[k.ID] {
				t.Errorf("%+v, %v", k, err)
			}
			seen[k.ID] = true
		}
		if n := kms.Asked.Load(); again == 0 && n < 3 || again == 1 && n != asked {
			t.Errorf("KMS was asked %d times, and then %d", asked, n)
		}
		asked = kms.Asked.Load()
	}
}

// Without KMS nothing is said, and no cache keeps that.
func TestWithoutKMS(t *testing.T) {
	kms := world.NewKMS(t)
	h := handler{kms.Issuer(t, world.SigningKeys...)}
	for _, fault := range []testdb.Fault{testdb.TimedOut, testdb.Failed, testdb.Throttled} {
		kms.Break(fault)
		a := ask(t, h, keys)
		if a.Status != 503 || a.Code(t) != "signing_unavailable" || a.Headers["retry-after"] != "1" ||
			a.Headers["cache-control"] != "no-store" || a.Headers["access-control-allow-origin"] != "" {
			t.Errorf("%s: %d %s %v", fault, a.Status, a.Body, a.Headers)
		}
	}
	kms.Break(testdb.None)
	if a := ask(t, h, keys); a.Status != 200 {
		t.Errorf("afterwards: %d %s", a.Status, a.Body)
	}
}

// Whichever call to KMS fails once, all keys are told. Where KMS stays broken, in whatever way, no key is.
func TestFaultsOfKMS(t *testing.T) {
	tried := proof.Count(t, proof.Faults)
	kms := world.NewKMS(t)
	whole := ask(t, handler{kms.Issuer(t, world.SigningKeys...)}, keys).Body
	for _, fault := range world.Faults {
		for n, hit := int32(1), true; hit; n++ {
			asked := kms.BreakOne(n, fault)
			a := ask(t, handler{kms.Issuer(t, world.SigningKeys...)}, keys)
			if hit = asked(); a.Status != 200 || a.Body != whole || !public(a) {
				t.Errorf("call %d %s: %d %s", n, fault, a.Status, a.Code(t))
			}
			tried.Add(1)
		}
		kms.Break(fault)
		if a := ask(t, handler{kms.Issuer(t, world.SigningKeys...)}, keys); fault != testdb.Slow && (a.Status != 503 || a.Headers["cache-control"] != "no-store") {
			t.Errorf("%s for good: %d %s %v", fault, a.Status, a.Body, a.Headers)
		}
		tried.Add(1)
	}
}
