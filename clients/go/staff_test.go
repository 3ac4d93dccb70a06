package latchkey

import (
	"encoding/json"
	"fmt"
	"testing"
)

// What is removed is written as null or as an empty object, and what stays is left out.
func TestChanges(t *testing.T) {
	for want, changes := range map[string]Changes{
		`{}`:                                  {},
		`{"phone_number":null}`:               {RemovePhoneNumber: true},
		`{"phone_number":"+447700900123"}`:    {PhoneNumber: new("+447700900123")},
		`{"profile":{},"metadata":{"a":1}}`:   {Profile: map[string]any{}, Metadata: map[string]any{"a": 1}},
		`{"role":"user","status":"disabled"}`: {Role: new("user"), Status: new("disabled")},
	} {
		if got, err := json.Marshal(changes); err != nil || string(got) != want {
			t.Errorf("%s %v, want %s", got, err, want)
		}
	}
}

// A user of staff's routes is a username or, by digits alone, an id. Neither leads to another route.
func TestUsersOfStaff(t *testing.T) {
	for user, want := range map[string]string{
		"mary": "/api/v1/admin/users/mary/allow-reset", "4503599627370495": "/api/v1/admin/users/-/allow-reset?id=4503599627370495", "a/b": "/api/v1/admin/users/a%2Fb/allow-reset",
	} {
		client, asked, _ := answering(t, says(200, `{"username":"mary","reset_code":"lka_x"}`))
		grant, err := client.AllowReset(t.Context(), user)
		if err != nil || grant.Code != "lka_x" || (*asked)[0].RequestURI != want || (*asked)[0].Header.Get("Idempotency-Key") == "" {
			t.Errorf("%s: %+v %v, asked %s", user, grant, err, (*asked)[0].RequestURI)
		}
	}
	client, asked, _ := answering(t, says(200, `{}`))
	if _, err := client.AllowReset(t.Context(), ".."); err == nil || len(*asked) != 0 {
		t.Error("another route was asked")
	}
}

// Nobody is made twice if a line is cut: the request is sent again under its key.
func TestRegisterMany(t *testing.T) {
	client, asked, _ := answering(t, cut, says(207, `{"results":[{"index":0,"status":201,"user":{"id":7}},{"index":1,"status":409,"problem":{"status":409,"code":"email_taken"}}]}`))
	all, err := client.WithIdempotencyKey("k").RegisterMany(t.Context(), []NewUser{{Email: "mary@example.com"}, {Email: "anne@example.com"}})
	if err != nil || len(all) != 2 || all[0].User.ID != 7 || all[1].Problem.Code != CodeEmailTaken || fmt.Sprint(header(*asked, "Idempotency-Key")) != "[k k]" {
		t.Errorf("%+v %v", all, err)
	}
}
