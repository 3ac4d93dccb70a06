package main

import (
	"testing"

	"latchkey/shared/domain/account"
)

// To the API of another team, staff whose factors are too weak are nobody.
func TestStaffWhoMayOnlyEnrolAreDenied(t *testing.T) {
	w, h := setUp(t)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	tok := signIn(t, w, boss, w.Now())
	if got := ask(t, w, h, bearer(tok.Reveal())); !got.IsAuthorized {
		t.Errorf("%+v", got)
	}
	h.authorizer.StaffFactor = account.StaffTOTP
	if got := ask(t, w, h, bearer(tok.Reveal())); !got.denied("INFO", "factor_required") || len(got.calls) != 1 {
		t.Errorf("%+v", got)
	}
}
