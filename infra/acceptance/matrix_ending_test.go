package acceptance

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const anotherPassword = "copper lantern under snow"

// ending are all things that end.
func ending() []expiring {
	return []expiring{
		{"a session", "SessionsTable", "expires_at", 0, aSession},
		{"a session of long ago", "SessionsTable", "created_at", 24 * time.Hour, aSession},
		{"a session that is not used", "SessionsTable", "used_at", time.Hour, idleSession},
		{"a support PIN", "SupportPinsTable", "expires_at", 0, supportPIN},
		{"a registration key", "RegistrationKeysTable", "expires_at", 0, func(t *testing.T, x *clock) func() bool {
			body := x.registration(t, x.next())
			return func() bool { return x.post(t, "/users/register", body).status == 201 }
		}},
		{"a service key", "ServiceKeysTable", "expires_at", 0, func(t *testing.T, x *clock) func() bool {
			made := x.do(t, "POST", serviceKeys, `{"name":"a program","scopes":["users:read"]}`, "PRIVATE-TOKEN", x.boss)
			return func() bool {
				return x.do(t, "GET", "/api/v1/admin/users?username=boss", "", "PRIVATE-TOKEN", made.text("service_key")).status == 200
			}
		}},
		{"a reset link", "UsersTable", "reset_expires_at", 0, mailedLink},
		{"a reset grant", "UsersTable", "allow_reset_expires_at", 0, resetGrant},
		{"an invitation", "UsersTable", "invitation_expires_at", 0, invitation},
		{"a link to cancel", "UsersTable", "confirmation_expires_at", 0, func(t *testing.T, x *clock) func() bool {
			return cancelling(t, x, x.next())
		}},
		{"the quiet of an address", "ThrottlesTable", "expires_at", 0, quiet},
		{"a known device", "DevicesTable", "expires_at", 0, knownDevice},
		{"an authenticator that is not confirmed", "FactorsTable", "expires_at", 0, pendingFactor},
		{"what a passkey has proven", "PasscodesTable", "expiration", 0, provenByPasskey},
		{"a code for an application", "AuthorizationCodesTable", "expires_at", 0, authorizationCode},
		{"the session behind a code for an application", "AuthorizationCodesTable", "session_ends_at", 0, authorizationCode},
		{"the record of a request", "IdempotencyTable", "expires_at", 0, runRecord},
		{"the lease of a request", "IdempotencyTable", "lease_ends_at", 0, runLease},
	}
}

func aSession(t *testing.T, x *clock) func() bool { return sessionOf(t, x, 0) }

// idleSession is one of two hours ago, or its beginning would count as a use.
func idleSession(t *testing.T, x *clock) func() bool { return sessionOf(t, x, 2*time.Hour) }

func sessionOf(t *testing.T, x *clock, old time.Duration) func() bool {
	t.Helper()
	v := x.user(t)
	for _, item := range x.scan(t, "SessionsTable") {
		if id, _ := whole64(item["user_id"]); id == int64(v.user.ID) {
			item["created_at"], item["used_at"] = ago(old), ago(0)
			x.put(t, "SessionsTable", item)
		}
	}
	return func() bool { return v.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", v.token).status == 200 }
}

// registration is a body with a new key.
func (x *clock) registration(t *testing.T, name string) string {
	t.Helper()
	key := x.issue(t, x.boss, `{"count":1}`)[0].Key
	return fmt.Sprintf(`{"username":%q,"email":"%s@latchkey.example","password":%q,"registration_key":%q}`, name, name, password, key)
}

func supportPIN(t *testing.T, x *clock) func() bool {
	v := x.user(t)
	pin := v.do(t, "POST", ownPIN, "", "PRIVATE-TOKEN", v.token).text("pin")
	return func() bool {
		shown := v.do(t, "GET", ownPIN, "", "PRIVATE-TOKEN", v.token).text("pin") == pin
		a := v.do(t, "POST", pinOf(v.user.ID.String())+"/verify", fmt.Sprintf(`{"pin":%q}`, pin), "PRIVATE-TOKEN", x.boss)
		if right := a.at("valid") == true; right != shown {
			t.Errorf("shown %v, right %v: %d %s", shown, right, a.status, a.body)
		}
		return shown
	}
}

func mailedLink(t *testing.T, x *clock) func() bool {
	v := x.user(t)
	v.post(t, "/password-reset", fmt.Sprintf(`{"email":%q}`, v.user.Email))
	link := ""
	for _, m := range v.Outbox.Messages(v.user.Email) {
		link += mailedToken.FindString(m.Text)
	}
	return func() bool {
		return v.post(t, "/password-reset/confirm", fmt.Sprintf(`{"token":%q,"new_password":%q}`, link, anotherPassword)).status == 204
	}
}

func resetGrant(t *testing.T, x *clock) func() bool {
	v := x.user(t)
	a := v.do(t, "POST", "/api/v1/admin/users/"+v.user.Username+"/allow-reset", "", "PRIVATE-TOKEN", x.boss)
	body := fmt.Sprintf(`{"username":%q,"reset_code":%q,"new_password":%q}`, v.user.Username, a.text("reset_code"), anotherPassword)
	return func() bool { return v.post(t, "/api/v1/auth/reset-password", body).status < http.StatusBadRequest }
}

func invitation(t *testing.T, x *clock) func() bool {
	name := x.next()
	x.do(t, "POST", "/users/bulk", fmt.Sprintf(`{"users":[{"username":%q,"email":"%s@latchkey.example","notify":true}]}`, name, name), "PRIVATE-TOKEN", x.boss)
	return func() bool { return x.accept(t, name+"@latchkey.example").status == 204 }
}

// cancelling is somebody who says that it was not them.
func cancelling(t *testing.T, x *clock, name string) func() bool {
	t.Helper()
	x.post(t, "/users/register", x.registration(t, name))
	link := cancelToken.FindString(x.Outbox.Messages(name + "@latchkey.example")[0].Text)
	return func() bool {
		return x.post(t, "/users/register/cancel", fmt.Sprintf(`{"token":%q}`, link)).status == 204
	}
}

// quiet is good while nothing is mailed to an address whose owner said that it was not them.
func quiet(t *testing.T, x *clock) func() bool {
	name := x.next()
	if !cancelling(t, x, name)() {
		t.Fatal("nothing was cancelled")
	}
	return func() bool {
		sent := len(x.Outbox.Messages(name + "@latchkey.example"))
		a := x.post(t, "/users/register", x.registration(t, name))
		if a.status != 201 {
			t.Errorf("%d %s", a.status, a.body)
		}
		return len(x.Outbox.Messages(name+"@latchkey.example")) == sent
	}
}

// knownDevice is good while a user signs in on it though somebody in their network guesses.
func knownDevice(t *testing.T, x *clock) func() bool {
	v := x.user(t)
	a := v.post(t, "/users/login", fmt.Sprintf(`{"username":%q,"password":%q,"remember_device":true}`, v.user.Username, password))
	for range 5 {
		v.post(t, "/users/login", login(v.user.Username, "a wrong password of length"))
	}
	return func() bool {
		return v.do(t, "POST", "/users/login", login(v.user.Username, password), "Device-Token", a.text("device_token")).status == 200
	}
}

func pendingFactor(t *testing.T, x *clock) func() bool {
	v := x.user(t)
	begun := v.do(t, "POST", "/users/me/factors", `{"type":"totp","name":"phone"}`, "PRIVATE-TOKEN", v.token)
	return func() bool { return v.confirm(t, begun).status == 200 }
}

func authorizationCode(t *testing.T, x *clock) func() bool {
	v := x.user(t)
	app := v.application(notes)
	code := app.code(t, v.token)
	return func() bool { return app.redeem(t, code).status == 200 }
}

// aRequest is one with a key, by its body.
func aRequest(t *testing.T, x *clock) func(name string) answer {
	key := x.next()
	return func(name string) answer {
		body := fmt.Sprintf(`{"users":[{"username":%q,"email":"%s@latchkey.example","password":%q}]}`, name, name, password)
		return x.do(t, "POST", "/users/bulk", body, "PRIVATE-TOKEN", x.boss, "Idempotency-Key", key)
	}
}

// runRecord is good while another request under the key is refused.
func runRecord(t *testing.T, x *clock) func() bool {
	send := aRequest(t, x)
	send(x.next())
	return func() bool { return send(x.next()).text("code") == "idempotency_key_reused" }
}

// runLease is good while a request is being done, and nobody else does it.
func runLease(t *testing.T, x *clock) func() bool {
	send, name := aRequest(t, x), x.next()
	send(name)
	for _, run := range x.scan(t, "IdempotencyTable") { // as if it had been cut off
		run["status"] = &types.AttributeValueMemberS{Value: "running"}
		delete(run, "results")
		x.put(t, "IdempotencyTable", run)
	}
	return func() bool { return send(name).text("code") == "request_in_progress" }
}
