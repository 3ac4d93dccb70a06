package acceptance

import (
	"encoding/json"
	"fmt"

	"github.com/cucumber/godog"
	"github.com/descope/virtualwebauthn"
)

// securityKey has one passkey.
type securityKey struct {
	virtualwebauthn.Authenticator
	credential virtualwebauthn.Credential
	factor     string // its id, once it was added
	said       string // the assertion before, to say it again
}

func (s *scene) passkeys(sc *godog.ScenarioContext) {
	sc.Given(`^"([^"]*)" has the passkey "([^"]*)"$`, s.hasPasskey)
	sc.Given(`^somebody has a copy of "([^"]*)", named "([^"]*)"$`, func(key, copied string) error {
		s.securityKey(key).credential.Counter = 1
		other := *s.securityKey(key)
		s.keys[copied] = &other
		return nil
	})
	sc.When(`^"([^"]*)" asks to add the passkey "([^"]*)"$`, func(name, key string) error {
		return s.say(request{method: "POST", path: "/users/me/factors", body: fmt.Sprintf(`{"type":"passkey","name":%q}`, key), token: s.person(name).token})
	})
	sc.When(`^"([^"]*)" makes "([^"]*)"$`, s.makePasskey)
	sc.When(`^"([^"]*)" makes "([^"]*)" of the answer that was kept$`, func(name, key string) error {
		s.last = s.kept
		return s.makePasskey(name, key)
	})
	sc.When(`^somebody begins a sign-in with a passkey$`, func() error { return s.say(request{method: "POST", path: "/passkeys/begin"}) })
	sc.When(`^"([^"]*)" answers with "([^"]*)"$`, func(name, key string) error { return s.sign(name, key, "") })
	sc.When(`^"([^"]*)" answers with "([^"]*)", which does not verify the user$`, func(name, key string) error {
		k := s.securityKey(key)
		k.Options.UserNotVerified = true
		defer func() { k.Options.UserNotVerified = false }()
		return s.sign(name, key, "")
	})
	sc.When(`^"([^"]*)" answers with "([^"]*)" on a page elsewhere$`, func(name, key string) error { return s.signAt(name, key, "", "https://evil.example") })
	sc.When(`^"([^"]*)" answers with "([^"]*)" on a device to remember$`, func(name, key string) error { return s.sign(name, key, `,"remember_device":true`) })
	sc.When(`^"([^"]*)" says again what "([^"]*)" signed$`, func(_, key string) error {
		return s.say(request{method: "POST", path: "/passkeys/sign-in", body: s.securityKey(key).said})
	})
	sc.When(`^"([^"]*)" removes the passkey "([^"]*)"$`, func(name, key string) error {
		return s.say(request{method: "DELETE", path: "/users/me/factors/" + s.securityKey(key).factor, token: s.person(name).token})
	})
}

// securityKey has no counter, as passkeys that are synced, unless a step gives it one.
func (s *scene) securityKey(name string) *securityKey {
	const size = 77 // of a key in COSE; the library leaves zeros in front out
	if s.keys == nil {
		s.keys = map[string]*securityKey{}
	}
	for s.keys[name] == nil {
		if c := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(c.Key.AttestationData()) == size {
			s.keys[name] = &securityKey{Authenticator: virtualwebauthn.NewAuthenticator(), credential: c}
		}
	}
	return s.keys[name]
}

// makePasskey confirms an enrolment that was answered.
func (s *scene) makePasskey(name, key string) error {
	k := s.securityKey(key)
	k.factor = s.last.text("factor.id")
	asked, err := virtualwebauthn.ParseAttestationOptions(s.options("passkey", "public_key"))
	if err != nil {
		return err
	}
	k.Options.UserHandle = []byte(asked.UserID)
	made := virtualwebauthn.CreateAttestationResponse(virtualwebauthn.RelyingParty{ID: asked.RelyingPartyID, Origin: s.issuer()}, k.Authenticator, k.credential, *asked)
	return s.say(request{method: "POST", path: "/users/me/factors/" + k.factor + "/confirm", body: `{"credential":` + made + `}`, token: s.person(name).token})
}

// options are what the last answer asks a browser for.
func (s *scene) options(path ...string) string {
	var v any
	if json.Unmarshal([]byte(s.last.body), &v) != nil {
		return ""
	}
	for _, name := range path {
		members, _ := v.(map[string]any)
		v = members[name]
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

func (s *scene) sign(name, key, more string) error { return s.signAt(name, key, more, s.issuer()) }

// signAt answers the challenge of the last answer and, where it was for another request, sends that once
// more with the proof. A session that there is gives way to the new one.
func (s *scene) signAt(name, key, more, origin string) error {
	p, k, asking := s.person(name), s.securityKey(key), s.sent
	asked, err := virtualwebauthn.ParseAssertionOptions(s.options("challenge", "public_key"))
	if err != nil {
		return fmt.Errorf("%w: %s", err, s.last.body)
	}
	if k.credential.Counter > 0 {
		k.credential.Counter++
	}
	signed := virtualwebauthn.CreateAssertionResponse(virtualwebauthn.RelyingParty{ID: asked.RelyingPartyID, Origin: origin}, k.Authenticator, k.credential, *asked)
	k.said = `{"challenge_id":"` + s.challenge.id + `","credential":` + signed + more + `}`
	var headers []string
	if p.device != "" {
		headers = []string{"Device-Token", p.device}
	}
	if err := s.say(request{method: "POST", path: "/passkeys/sign-in", body: k.said, token: p.token}, headers...); err != nil {
		return err
	}
	switch s.last.text("result") {
	case "session":
		p.token = s.last.text("token")
		if device := s.last.text("device_token"); device != "" {
			p.device = device
		}
	case "done":
		return s.say(asking, "Challenge-Id", s.challenge.id, "Challenge-Code", s.last.text("challenge_code"))
	}
	return nil
}

// hasPasskey gives somebody who is signed in a first passkey.
func (s *scene) hasPasskey(name, key string) error {
	r := request{method: "POST", path: "/users/me/factors", body: fmt.Sprintf(`{"type":"passkey","name":%q}`, key), token: s.person(name).token}
	return all(
		func() error { return s.say(r) },
		func() error { return s.expect(201) },
		func() error { return s.makePasskey(name, key) },
		func() error { return s.expect(200) },
		func() error { return s.keep(name, 10) })
}
