package smoke

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

var errNoAdmin = skipped("no admin is signed in")

// staff are the lines of an admin.
func (v *visit) staff() []line {
	return []line{
		{"an admin finds the user in the list", v.listed},
		{"an admin verifies the user's support PIN", v.verifyPIN},
		{"the audit records say what was done to the user", v.audited},
		{"the body of a DELETE arrives", v.deleteWithBody},
	}
}

func (v *visit) adminEmail() string {
	if _, local := v.mailbox.(outbox); local && v.Admin.Email == "" {
		return "admin@latchkey.example"
	}
	return v.Admin.Email
}

func (v *visit) adminSignsIn(ctx context.Context) (err error) {
	switch {
	case v.Admin.Token != "":
		v.admin = v.Admin.Token
		_, err = v.get(ctx, "/users/me", http.StatusOK, bearer(v.admin)...)
	case v.Admin.Password != "":
		v.admin, err = v.session(ctx, v.Admin.Username, v.Admin.Password, v.adminEmail())
		v.signedIn = err == nil
	default:
		return skipped("set ADMIN_TOKEN, or ADMIN_USERNAME and ADMIN_PASSWORD")
	}
	if err != nil {
		v.admin = ""
	}
	return err
}

// need gives the reason to skip a line of an admin about the user.
func (v *visit) need() error {
	if v.admin == "" {
		return errNoAdmin
	}
	if v.id == 0 {
		return errNoUser
	}
	return nil
}

func (v *visit) listed(ctx context.Context) error {
	if err := v.need(); err != nil {
		return err
	}
	a, err := v.get(ctx, "/api/v1/admin/users?username="+url.QueryEscape(v.username), http.StatusOK, bearer(v.admin)...)
	if err != nil {
		return err
	}
	users, _ := a.at("users").([]any)
	if !slices.ContainsFunc(users, func(u any) bool { return u.(map[string]any)["id"] == v.id }) {
		return errors.New("the list does not have the user")
	}
	return nil
}

func (v *visit) verifyPIN(ctx context.Context) error {
	if err := v.need(); err != nil {
		return err
	}
	if v.pin == "" {
		return skipped("the user has no PIN")
	}
	path := "/api/v4/users/" + strconv.FormatFloat(v.id, 'f', 0, 64) + "/support_pin/verify"
	a, err := v.post(ctx, path, map[string]string{"pin": v.pin}, http.StatusOK, bearer(v.admin)...)
	if err == nil && a.at("valid") != true {
		return errors.New("the PIN that the user was given is not valid")
	}
	return err
}

func (v *visit) audited(ctx context.Context) error {
	if err := v.need(); err != nil {
		return err
	}
	a, err := v.get(ctx, "/api/v1/admin/users/"+v.username+"/audit", http.StatusOK, bearer(v.admin)...)
	if err != nil {
		return err
	}
	if events, _ := a.at("events").([]any); len(events) == 0 {
		return errors.New("the user has no audit records")
	}
	return nil
}

// deleteWithBody is refused for what is in the body, which some proxies drop.
func (v *visit) deleteWithBody(ctx context.Context) error {
	if v.admin == "" {
		return errNoAdmin
	}
	a, err := v.ask(ctx, asking{http.MethodDelete, "/users/bulk", map[string]any{"nothing": 1}, bearer(v.admin)})
	if err != nil {
		return err
	}
	if a.text("code") == "reauthentication_required" {
		return skipped("the admin's session is older than 15 minutes")
	}
	return a.refused(http.StatusBadRequest, "unknown_member")
}
