package bench

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// authenticator enrols one for a user without a factor, and gives its secret.
func (s service) authenticator(b *testing.B, name string) string {
	b.Helper()
	token, _ := s.signIn(b, http.StatusOK, name, password)["token"].(string)
	begun := s.send(b, http.StatusCreated, "POST", "/users/me/factors", `{"type":"totp","name":"phone"}`, token)
	shown, _ := begun["totp"].(map[string]any)
	factor, _ := begun["factor"].(map[string]any)
	secret, _ := shown["secret"].(string)
	s.send(b, http.StatusOK, "POST", fmt.Sprintf("/users/me/factors/%s/confirm", factor["id"]), fmt.Sprintf(`{"code":%q}`, code(b, secret, time.Now())), token)
	return secret
}

// next answers a challenge with the code of the next step, which was not used to enrol.
func (s service) next(b *testing.B, secret string, challenged map[string]any) {
	b.Helper()
	challenge, _ := challenged["challenge"].(map[string]any)
	given := code(b, secret, time.Now().Add(30*time.Second))
	s.send(b, http.StatusOK, "POST", "/2fa", fmt.Sprintf(`{"challenge_id":%q,"code":%q}`, challenge["id"], given), "")
}

func code(b *testing.B, secret string, at time.Time) string {
	b.Helper()
	c, err := totp.GenerateCode(secret, at)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// withAuthenticators are acts of users who have one. A code is good once, so each is done by another user,
// and no more often than there are users.
func withAuthenticators(b *testing.B, s service) []*act {
	b.Helper()
	const users = 12
	kate := func(i int) string { return fmt.Sprint("kate", i) }
	secrets, challenged := map[string]string{}, map[string]map[string]any{}
	for i := range users {
		s.user(b, kate(i), false)
		secrets[kate(i)] = s.authenticator(b, kate(i))
	}
	all := []*act{
		{name: "sign in, authenticator asked", once: func(b *testing.B, i int) { challenged[kate(i)] = s.signIn(b, http.StatusAccepted, kate(i), password) }},
		{name: "its code given", once: func(b *testing.B, i int) { s.next(b, secrets[kate(i)], challenged[kate(i)]) }},
	}
	for _, a := range all {
		a.do(b)
	}
	return all
}
