package acceptance

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/wire"
)

// act is something that is done to the factors of an account.
type act struct{ method, path, body string }

// try does an act with what was stolen: whatever challenge comes is opened by each stolen method and answered with its
// code, and the code is given where the method is not offered, too.
func (v *victim) try(t *testing.T, a act, stolen ...string) answer {
	t.Helper()
	got := v.do(t, a.method, a.path, a.body, "PRIVATE-TOKEN", v.token)
	for range 2 { // a change of where codes go is asked for twice
		if got.status == 202 {
			got = v.answer(t, a, got, stolen)
		}
	}
	if got.status == 201 && got.text("totp.secret") != "" {
		return v.confirm(t, got)
	}
	return got
}

func (v *victim) answer(t *testing.T, a act, asked answer, stolen []string) answer {
	t.Helper()
	id, got := asked.text("challenge.id"), asked
	if p := asked.text("challenge.purpose"); p == "change_email" || p == "change_phone" {
		to := thiefsAddress(v.user)
		if p == "change_phone" {
			to = thiefsNumber(v.user)
		}
		code, err := (&scene{service: v.service}).newest(to)
		if err != nil {
			t.Error(err)
		}
		return v.do(t, a.method, a.path, a.body, "PRIVATE-TOKEN", v.token, "Challenge-Id", id, "Challenge-Code", code)
	}
	for _, what := range stolen {
		opened := asked
		if what != recoveryCode && what != asked.text("challenge.method") {
			opened = v.post(t, "/2fa/resend", fmt.Sprintf(`{"challenge_id":%q,"method":%q}`, id, what))
			if offered := slices.Contains(strings.Fields(asked.list("challenge.methods")), what); offered != (opened.status == 202) {
				t.Errorf("%s among %s is opened with %d %s", what, asked.list("challenge.methods"), opened.status, opened.body)
			}
			if opened.status == 202 {
				id = opened.text("challenge.id")
			}
		}
		for _, code := range v.shown(t, what, opened) {
			got = v.do(t, a.method, a.path, a.body, "PRIVATE-TOKEN", v.token, "Challenge-Id", id, "Challenge-Code", code)
			if got.status < 300 {
				return got
			}
		}
	}
	return got
}

// shown are the codes that somebody has who has stolen something.
func (v *victim) shown(t *testing.T, what string, opened answer) (codes []string) {
	t.Helper()
	switch account.FactorType(what) {
	case account.TOTP:
		v.step(t)
		for _, secret := range v.secrets {
			codes = append(codes, codeOf(t, secret))
		}
	case account.Passkey:
		for _, k := range v.passkeys {
			codes = append(codes, v.assert(t, k, opened)...)
		}
	case account.FactorEmail, account.FactorSMS:
		for _, m := range v.Outbox.Messages(v.user.Destination(account.Channel(what))) {
			if code := digits.FindString(m.Text); code != "" {
				return []string{code}
			}
		}
	default:
		for _, code := range v.codes {
			codes = append(codes, code)
			break
		}
	}
	return codes
}

// assert gives what a passkey's answer to a challenge is worth.
func (v *victim) assert(t *testing.T, k *world.SecurityKey, opened answer) []string {
	t.Helper()
	var in struct {
		Challenge struct {
			ID      string
			Options *wire.RequestOptions `json:"public_key"`
		}
	}
	if err := jsonv2.Unmarshal([]byte(opened.body), &in, jsonv2.MatchCaseInsensitiveNames(true)); err != nil || in.Challenge.Options == nil {
		return nil
	}
	signed := v.post(t, "/passkeys/sign-in", world.Assertion(in.Challenge.ID, k.Sign(t, in.Challenge.Options)))
	if signed.status != 200 {
		t.Errorf("the passkey: %d %s", signed.status, signed.body)
		return nil
	}
	return []string{signed.text("challenge_code")}
}

func codeOf(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCodeCustom(secret, time.Now(), totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix})
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// confirm confirms an authenticator, and keeps its secret with those that the user had, and the recovery codes.
func (v *victim) confirm(t *testing.T, begun answer) answer {
	t.Helper()
	id, secret := begun.text("factor.id"), begun.text("totp.secret")
	got := v.do(t, "POST", "/users/me/factors/"+id+"/confirm", fmt.Sprintf(`{"code":%q}`, codeOf(t, secret)), "PRIVATE-TOKEN", v.token)
	if got.status == 200 {
		v.secrets[id] = secret
		v.take(t, got)
	}
	return got
}

// take keeps the recovery codes of an answer, if it has any.
func (v *victim) take(t *testing.T, got answer) {
	t.Helper()
	var in struct {
		Codes []string `json:"recovery_codes"`
	}
	if err := json.Unmarshal([]byte(got.body), &in); err == nil && in.Codes != nil {
		v.codes = in.Codes
	}
}

func thiefsAddress(u account.User) string { return "thief-of-" + u.Email }

func thiefsNumber(u account.User) string {
	return strings.Replace(u.PhoneNumber, "+447700", "+447911", 1)
}

// list is a list in an answer, with blanks between.
func (a answer) list(path string) string {
	all, _ := a.at(path).([]any)
	words := make([]string, len(all))
	for i, one := range all {
		words[i] = fmt.Sprint(one)
	}
	return strings.Join(words, " ")
}

// step lets the authenticators show codes that were not used.
func (v *victim) step(t *testing.T) {
	t.Helper()
	if err := (&scene{service: v.service}).rewrite(t.Context(), "FactorsTable", "last_step", "1", "user_id", "id"); err != nil {
		t.Fatal(err)
	}
}
