package main

import (
	"net/http"
	"testing"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/flag"
	"latchkey/shared/edge/api"
)

// A user who registers while the flag is on needs a mailed code from the second sign-in on.
func TestEnrolment(t *testing.T) {
	w, h := setUp(t, true)
	for username, on := range map[string]bool{"mary": true, "anne": false} {
		w.SetFlag(t, flag.Flag{Name: flag.EnrolNewUsers, Enabled: on})
		a := world.Post(t, h, body(t, map[string]any{"username": username, "email": username + "@latchkey.example"}))
		out := world.Into[output](t, a).User
		u, err := w.Store.User(t.Context(), account.ID(out.ID))
		if a.Status != 201 || err != nil || u.EmailOTP.RequiredAfter.IsZero() == on || (out.EmailOTPRequiredAfter != nil) != on {
			t.Errorf("%s: %d %s, %+v, %v", username, a.Status, a.Body, u.EmailOTP, err)
		}
		if on && !u.EmailOTP.RequiredAfter.Equal(u.CreatedAt) {
			t.Errorf("required after %v, registered at %v", u.EmailOTP.RequiredAfter, u.CreatedAt)
		}
	}
}

// while flags cannot be read, people register and are enrolled.
func TestEnrolmentWhileFlagsAreDown(t *testing.T) {
	w := world.New(t)
	gone := dynamo.New(w.Edge.URL, "eu-west-1", dynamodb.Credentials, http.DefaultClient, dynamo.Tables{FeatureFlags: "gone"})
	registrar := w.Registrar()
	registrar.Flags = &flag.Cache{Store: gone, Now: w.Now}
	h := api.Handle(api.Anyone, w.Now, handler{registrar: registrar, requests: w.Requests(t), language: "en"}.serve)
	a := world.Post(t, h, body(t, nil))
	if out := world.Into[output](t, a).User; a.Status != 201 || out.EmailOTPRequiredAfter == nil {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
