package prove_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/pquerna/otp/totp"

	"latchkey/infra/testing/running"
	"latchkey/infra/testing/world"
	"latchkey/shared/edge/wire"
)

// app is an authenticator.
type app struct {
	id, secret string
	recovery   []string
}

// code is what an authenticator shows, or is to show.
func (a *app) code(r *round, ahead time.Duration) string {
	r.Helper()
	code, err := totp.GenerateCode(a.secret, time.Now().Add(ahead))
	if err != nil {
		r.Fatal(err)
	}
	return code
}

// begun is one whose enrolment is not confirmed.
func (r *round) begun(u *user) *app {
	r.Helper()
	a := r.need(201, u, "POST", "/users/me/factors", `{"type":"totp","name":"phone"}`)
	return &app{id: a.Text("factor.id"), secret: a.Text("totp.secret")}
}

func (a *app) confirmation(r *round, u *user) call {
	return u.call("POST", "/users/me/factors/"+a.id+"/confirm", fmt.Sprintf(`{"code":%q}`, a.code(r, 0)))
}

// authenticator gives a user who is signed in one that shows codes which were not used yet.
func (r *round) authenticator(u *user) *app {
	r.Helper()
	a := r.begun(u)
	confirm := a.confirmation(r, u)
	a.recovery = texts(r.Must(r, 200, confirm.method, confirm.path, confirm.body, confirm.headers...).At("recovery_codes"))
	for _, f := range r.Of(r, "FactorsTable", u.id) {
		if f["last_step"] != nil {
			r.Rewrite(r, "FactorsTable", item{"user_id": f["user_id"], "id": f["id"]}, "last_step", "1")
		}
	}
	return a
}

// challenges begin sign-ins.
func (r *round) challenges(u *user, n int) (ids []string) {
	r.Helper()
	for range n {
		a := r.Must(r, 202, "POST", "/users/login", running.Login(u.name, running.Password), from(u.network, "")...)
		ids = append(ids, a.Text("challenge.id"))
	}
	return ids
}

func texts(list any) (all []string) {
	values, _ := list.([]any)
	for _, v := range values {
		all = append(all, fmt.Sprint(v))
	}
	return all
}

// securityKey is one whose browser is at a page of the service.
func (r *round) securityKey() *world.SecurityKey {
	k := world.NewSecurityKey()
	k.ID, k.Origin = "localhost", r.Service.Service.Parameters["PublicUrl"]
	return k
}

// passkeyConfirmation begins the enrolment of a passkey, and is the request that confirms it.
func (r *round) passkeyConfirmation(u *user, k *world.SecurityKey) call {
	r.Helper()
	a := r.need(201, u, "POST", "/users/me/factors", `{"type":"passkey","name":"key"}`)
	made := k.Create(r, raw(r, a, "passkey.public_key"))
	return u.call("POST", "/users/me/factors/"+a.Text("factor.id")+"/confirm", `{"credential":`+made+`}`)
}

func (r *round) confirmPasskey(u *user, k *world.SecurityKey) {
	r.Helper()
	c := r.passkeyConfirmation(u, k)
	r.Must(r, 200, c.method, c.path, c.body, c.headers...)
}

// raw is a member of an answer as it was sent.
func raw(r *round, a running.Answer, path string) []byte {
	r.Helper()
	text, err := json.Marshal(a.At(path))
	if err != nil {
		r.Fatal(err)
	}
	return text
}

// assertion begins a sign-in and answers it with a passkey.
func (r *round) assertion(k *world.SecurityKey) string {
	r.Helper()
	a := r.Must(r, 200, "POST", "/passkeys/begin", "", from(network(), "")...)
	var asked wire.RequestOptions
	if err := json.Unmarshal(raw(r, a, "challenge.public_key"), &asked); err != nil {
		r.Fatal(err)
	}
	return world.Assertion(a.Text("challenge.id"), k.Sign(r, &asked))
}
