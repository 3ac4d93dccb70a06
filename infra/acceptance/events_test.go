package acceptance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"latchkey/infra/local/runtime"
	"latchkey/infra/seed"
	"latchkey/infra/template"
)

// sampled is what the sample events are answered with, in the order in which they are sent: the
// status, where there is one, and members of the answer, in which ~ stands for a space. A
// function that fails has an `error`.
// Callers signed in in 2099: otherwise no session would be fresh enough for a sensitive change.
var sampled = []struct{ event, answer string }{
	{"register.taken", "409 code=username_taken"},
	{"register.weak", "422 errors.0.field=password"},
	{"register", "201 user.username=jane user.email_confirmed=false challenge.purpose=confirm_email"},
	{"confirm-email.wrong", "401 code=invalid_code"},
	{"confirm-email", "200 username=nora email_confirmed=true"},
	{"cancel-registration.over", "410 code=registration_closed"},
	{"cancel-registration", "204"},
	{"login.wrong", "401 code=invalid_credentials"},
	{"login", "200 result=session token_type=Bearer user.username=mary"},
	{"login.code", "202 result=challenge challenge.purpose=sign_in challenge.channel=email"},
	{"two-factor.wrong", "401 code=invalid_code"},
	{"two-factor-resend.early", "429 code=resend_too_soon"},
	{"two-factor-resend", "202 result=challenge challenge.purpose=sign_in"},
	{"two-factor", "200 result=session token_type=Bearer user.username=rose"},
	{"begin-passkey", "200 result=challenge challenge.method=passkey challenge.public_key.userVerification=required"},
	{"verify-passkey.wrong", "401 code=invalid_passkey"},
	{"verify-passkey", "200 result=session token_type=Bearer user.username=iris"},
	{"logout.nobody", "401 code=token_missing"},
	{"logout", "204"},
	{"token.audience", "422 errors.0.code=unknown_audience"},
	{"token", "200 token_type=Bearer expires_in=300"},
	{"discovery", "200 id_token_signing_alg_values_supported.0=RS256"},
	{"discovery.keys", "200 keys.0.kty=RSA keys.0.alg=RS256"},

	{"issue-authorization-code.unlisted", "422 errors.0.code=unknown_return_to"},
	{"issue-authorization-code", "201 expires_in=60"},
	{"redeem-authorization-code.over", "401 code=invalid_authorization_code"},
	{"redeem-authorization-code", "200 result=session token_type=Bearer user.username=mary"},

	{"get-user.nobody", "401 code=token_invalid"},
	{"get-user.another", "404 code=user_not_found"},
	{"get-user", "200 id=2251799813685203 username=mary role=user"},
	{"update-user.stale", "403 code=reauthentication_required"},
	{"update-user.code", "202 result=challenge challenge.purpose=change_email"},
	{"update-user", "200 result=done username=nina.simone"},
	{"change-password.wrong", "403 code=wrong_password"},
	{"change-password", "204"},
	{"delete-user", "202 result=challenge challenge.purpose=delete_user"},
	{"delete-user.answer", "204"},
	{"list-sessions", "200 sessions.1.address=203.0.113.7 next_cursor=<nil>"},
	{"list-factors", "200 factors.0.id=email recovery_codes=<nil>"},
	{"add-factor.email", "422 errors.0.code=use_patch"},
	{"add-factor.code", "202 result=challenge challenge.purpose=add_factor challenge.method=email"},
	{"add-factor", "201 result=done factor.type=totp factor.name=My~phone"},
	{"confirm-factor", "404 code=factor_not_found"},
	{"remove-factor.last", "409 code=2fa_required"},
	{"remove-factor", "202 result=challenge challenge.purpose=remove_factor"},
	{"renew-recovery-codes.none", "409 code=no_factor"},
	{"renew-recovery-codes", "202 result=challenge challenge.purpose=renew_recovery_codes"},
	{"export-user", "200 user.username=mary registration_key_id=<nil>"},
	{"list-devices", "200 devices.1.address=203.0.113.7 devices.1.name=Firefox~on~Linux"},
	{"forget-device.unknown", "404 code=device_not_found"},
	{"forget-device", "204"},
	{"revoke-session.unknown", "404 code=session_not_found"},
	{"revoke-session", "204"},
	{"password-reset", "202"},
	{"password-reset-confirm.over", "410 code=reset_closed"},
	{"password-reset-confirm", "204"},

	{"bulk-register.user", "403 code=forbidden"},
	{"bulk-register", "207 result=done results.0.status=201 results.1.problem.code=username_taken results.2.status=422 results.3.user.language=pt-BR"},
	{"bulk-update", "207 result=done results.0.user.status=disabled results.1.problem.code=user_not_found"},
	{"bulk-delete", "202 result=challenge challenge.purpose=bulk_delete"},
	{"bulk-delete.answer", "207 result=done results.0.status=204 results.1.status=204"},

	{"list-users.user", "403 code=forbidden"},
	{"list-users", "200 users.0.username=ada users.1.username=anne"},
	{"allow-reset.own", "409 code=own_reset"},
	{"allow-reset", "200 username=liam allow_password_reset=true"},
	{"reset-factors.own", "409 code=own_factors"},
	{"reset-factors", "200 username=anne 2fa=false"},
	{"withdraw-reset.none", "404 code=no_reset_allowed"},
	{"withdraw-reset", "204"},
	{"reset-password.wrong", "403 code=reset_not_allowed"},
	{"reset-password", "204"},
	{"issue-registration-keys.none", "422 errors.0.code=invalid_count"},
	{"issue-registration-keys", "201 keys.1.note=for~the~branch~office"},
	{"list-registration-keys", "200 keys.3.active=true"},
	{"revoke-registration-keys.unknown", "404 code=registration_key_not_found"},
	{"revoke-registration-keys", "204"},
	{"issue-service-key.role", "422 errors.0.code=invalid_scopes"},
	{"issue-service-key", "201 name=billing scopes.0=users:read"},
	{"list-service-keys", "200 keys.1.last_used_at=<nil>"},
	{"set-feature-flag.unknown", "404 code=feature_flag_not_found"},
	{"set-feature-flag", "200 name=email_based_mfa users.0=2251799813685216"},
	{"list-feature-flags", "200 feature_flags.1.name=enrol_new_users_in_email_otp"},
	{"list-audit-events", "200 events.0.user_id=2251799813685203"},

	{"create-support-pin", "201 headers.content-type=application/json"},
	{"get-support-pin.none", "404 code=support_pin_not_found"},
	{"get-support-pin", "200 pin=246813"},
	{"get-user-support-pin.support", "403 code=forbidden"},
	{"get-user-support-pin", "200 pin=246813"},
	{"verify-support-pin.wrong", "200 valid=false"},
	{"verify-support-pin", "200 valid=true"},
	{"revoke-support-pin", "202"},

	{"authorizer.nobody", "isAuthorized=true context.refused=token_missing"},
	{"authorizer", "isAuthorized=true context.user_id=2251799813685203 context.role=user"},
	{"authorizer.private-token", "isAuthorized=true context.user_id=2251799813685203"},
	{"authorizer.service-key", "isAuthorized=true context.service_key=2251799813685401 context.scopes=users:read"},
	{"revoke-service-key.unknown", "404 code=service_key_not_found"},
	{"revoke-service-key", "204"},
	{"gateway-authorizer.nobody", "isAuthorized=false"},
	{"gateway-authorizer", "isAuthorized=true context.user_id=2251799813685203"},
	{"create-admin.weak", "error=invalid_fields"},
	{"create-admin", "user.username=boss user.role=admin user.2fa=true"},
	{"recover-admin", "error=recovery_closed"},
	{"mail-feedback.transient", ""},
	{"mail-feedback", ""},
	{"mail-feedback.complaint", ""},
	{"cleanup", ""},
	{"pages", "200 headers.content-type=text/html;~charset=utf-8"},
	{"pages.start", "303 headers.location=app/sign-in"},
	{"pages.moved", "303 headers.location=../app/confirm"},
	{"pages.missing", "404 code=page_not_found"},
	{"health", "200 status=ok"},
	{"openapi", "200 headers.content-type=application/yaml"},
	{"openapi.page", "200 headers.content-type=text/html;~charset=utf-8"},
}

// The sample events do what they show, on the built functions, and every function has one.
func TestEvents(t *testing.T) {
	s := startNew(t, "ReturnUrls=https://app.example.com/signed-in", "PasskeyOrigins=http://localhost:3000")
	leftovers.expect(s.Stack)
	if err := seed.Seed(t.Context(), s.Stack); err != nil {
		t.Fatal(err)
	}
	s.everyEventIsSampled(t)
	for _, row := range sampled {
		t.Run(row.event, func(t *testing.T) {
			event, err := os.ReadFile(filepath.Join(root, "events", row.event+".json"))
			if err != nil {
				t.Fatal(err)
			}
			function, _, _ := strings.Cut(row.event, ".")
			s.addressed(t, function, event)
			answer := s.reply(t, function, event)
			if failure := answer["error"]; failure != nil && !strings.HasPrefix(row.answer, "error=") {
				t.Fatalf("it fails: %v", failure)
			}
			for _, want := range strings.Fields(row.answer) {
				name, value, isMember := strings.Cut(want, "=")
				if !isMember {
					name, value = "statusCode", want
				}
				if got := fmt.Sprint(member(answer, name)); got != strings.ReplaceAll(value, "~", " ") {
					t.Errorf("%s is %s, want %s, in %v", name, got, value, answer)
				}
			}
		})
	}
}

// everyEventIsSampled holds when each function has a file, and each file a row.
func (s service) everyEventIsSampled(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "events", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		named[name] = true
		function, _, _ := strings.Cut(name, ".")
		if _, ok := s.Service.Function(function); !ok {
			t.Errorf("events/%s.json is for no function of the template", name)
		}
		if !slices.ContainsFunc(sampled, func(row struct{ event, answer string }) bool { return row.event == name }) {
			t.Errorf("there is no row for events/%s.json", name)
		}
	}
	for _, f := range s.Service.Functions {
		if !named[f.Name] {
			t.Errorf("there is no events/%s.json", f.Name)
		}
	}
}

// addressed holds when an event of the gateway is on a route of its function, and has a context
// of the authorizer's where the template puts one before the route.
func (s service) addressed(t *testing.T, function string, event []byte) {
	t.Helper()
	var e struct {
		Type, RouteKey string
		RequestContext struct{ Authorizer map[string]any }
	}
	if err := json.Unmarshal(event, &e); err != nil {
		t.Fatal(err)
	}
	if e.RouteKey == "" || e.Type == "REQUEST" { // invoked directly, or asked who calls
		return
	}
	i := slices.IndexFunc(s.Service.Routes, func(r template.Route) bool { return r.Function == function && r.Key() == e.RouteKey })
	if i < 0 {
		t.Fatalf("%s has no route %s", function, e.RouteKey)
	}
	if guarded := s.Service.Routes[i].Authorizer != ""; guarded != (e.RequestContext.Authorizer != nil) {
		t.Errorf("%s: guarded is %v, and the event has the context %v", e.RouteKey, guarded, e.RequestContext.Authorizer)
	}
}

// reply invokes a function. Of an answer to the gateway it gives the members of the body, with
// the status and the headers beside them.
func (s service) reply(t *testing.T, function string, event []byte) map[string]any {
	t.Helper()
	raw, err := s.Invoke(context.Background(), function, event)
	var failure *runtime.FunctionError
	if errors.As(err, &failure) {
		code, _, _ := strings.Cut(failure.Message, ":")
		return map[string]any{"error": code}
	}
	if err != nil {
		t.Fatal(err)
	}
	answer := decode(t, raw)
	status, isResponse := answer["statusCode"]
	if !isResponse {
		return answer
	}
	members := map[string]any{}
	if body, _ := answer["body"].(string); strings.HasPrefix(body, "{") {
		members = decode(t, []byte(body))
	}
	members["statusCode"], members["headers"] = status, answer["headers"]
	return members
}

// decode keeps numbers as they are written, for ids have 53 bits.
func decode(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var v map[string]any
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// member finds what is at a path, such as "results.0.status"; nil where there is nothing.
func member(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}
