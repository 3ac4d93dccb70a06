package smoke

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// departure are the lines that end what the run began.
func (v *visit) departure() []line {
	return []line{
		{"the token of an ended session is refused", v.signOut},
		{"the user deletes their account with a code", v.leave},
		{"this run leaves no user and no session", v.nothingLeft},
	}
}

func (v *visit) signOut(ctx context.Context) error {
	if v.token == "" {
		return errNoToken
	}
	if _, err := v.post(ctx, "/users/logout", nil, http.StatusNoContent, bearer(v.token)...); err != nil {
		return err
	}
	ended := v.token
	v.token = ""
	a, err := v.ask(ctx, asking{method: http.MethodGet, path: "/users/me", headers: bearer(ended)})
	if err != nil {
		return err
	}
	return a.refused(http.StatusUnauthorized, "token_invalid")
}

func (v *visit) leave(ctx context.Context) error {
	if v.id == 0 {
		return errNoUser
	}
	if err := v.signIn(ctx); err != nil {
		return fmt.Errorf("sign in once more: %w", err)
	}
	deletion := asking{method: http.MethodDelete, path: "/users/me", headers: bearer(v.token)}
	err := v.withCode(ctx, deletion, v.email, http.StatusNoContent, nil)
	if err == nil {
		v.id, v.token = 0, ""
	}
	return err
}

// nothingLeft ends the admin's session and removes the account if it is there still.
func (v *visit) nothingLeft(ctx context.Context) error {
	v.removeLeftovers(ctx)
	if v.id != 0 {
		return fmt.Errorf("the account %s was not removed: delete it as an admin%s", v.username, v.otherwise())
	}
	if v.signedIn {
		return fmt.Errorf("the admin's session was not ended: it expires by itself")
	}
	if v.username == "" {
		return nil // there never was one
	}
	a, err := v.ask(ctx, v.login(v.username, v.password))
	if err != nil {
		return err
	}
	return a.refused(http.StatusUnauthorized, "invalid_credentials")
}

func (v *visit) otherwise() string {
	if v.confirmed {
		return ""
	}
	return ", or leave it to cleanup, which removes unconfirmed accounts"
}

// removeLeftovers is for a run that failed or was stopped half-way. It is tried once.
func (v *visit) removeLeftovers(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if v.id != 0 && v.admin != "" && v.adminEmail() != "" && v.mailbox != nil {
		deletion := asking{method: http.MethodDelete, path: "/users/" + strconv.FormatFloat(v.id, 'f', 0, 64), headers: bearer(v.admin)}
		if err := v.withCode(ctx, deletion, v.adminEmail(), http.StatusNoContent, nil); err == nil {
			v.id = 0
		}
	}
	if v.signedIn {
		if _, err := v.post(ctx, "/users/logout", nil, http.StatusNoContent, bearer(v.admin)...); err == nil {
			v.signedIn, v.admin = false, ""
		}
	}
}
