package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/proof"
	"latchkey/shared/domain/account"
)

// acts are all that can be done to factors of a user who has some, by the name of the act. "remove x" is added for each.
func acts(v *victim, held []string) map[string]act {
	all := map[string]act{
		"add":   {"POST", "/users/me/factors", `{"type":"totp","name":"thief's"}`},
		"renew": {"POST", "/users/me/recovery-codes", ""},
		"off":   {"PATCH", "/users/me", `{"2fa":false}`},
	}
	for _, channel := range []string{"email", "sms"} {
		if !slices.Contains(held, channel) {
			all["turn on "+channel] = act{"PATCH", "/users/me", fmt.Sprintf(`{"2fa":true,"2fa_method":%q}`, channel)}
		}
	}
	for _, f := range held {
		switch f {
		case "email":
			all["change the address"] = act{"PATCH", "/users/me", fmt.Sprintf(`{"email":%q}`, thiefsAddress(v.user))}
		case "sms":
			all["change the number"] = act{"PATCH", "/users/me", fmt.Sprintf(`{"phone_number":%q}`, thiefsNumber(v.user))}
			all["remove the number"] = act{"PATCH", "/users/me", `{"phone_number":null}`}
		}
		all["remove "+f] = act{"DELETE", "/users/me/factors/" + v.idOf(f), ""}
	}
	return all
}

func (v *victim) idOf(kind string) string {
	switch kind {
	case "totp":
		for id := range v.secrets {
			return id
		}
	case "passkey":
		for id := range v.passkeys {
			return id
		}
	}
	return kind
}

// what is held, what a thief with a fresh session has stolen of it, and what they do. They do it if they have
// stolen the strongest type that is held, or a recovery code; and nothing has changed otherwise.
func TestDowngrades(t *testing.T) {
	victims, attacks := targets(t), proof.Count(t, proof.Attacks)
	month := time.Now().UTC().Truncate(time.Second).Add(-30 * 24 * time.Hour)
	for _, row := range [][]string{
		{"email"}, {"sms"}, {"sms", "email"}, {"totp"}, {"totp", "email"}, {"totp", "sms", "email"}, {"passkey"}, {"passkey", "email"}, {"passkey", "totp"},
	} {
		stolen := [][]string{nil}
		for _, f := range row {
			stolen = append(stolen, []string{f})
		}
		if len(row) == 3 {
			stolen = append(stolen, row[1:])
		}
		if row[0] == "totp" || row[0] == "passkey" {
			stolen = append(stolen, []string{recoveryCode})
		}
		names := acts(&victim{}, row)
		for _, loot := range stolen {
			for name := range names {
				t.Run(strings.Join(row, " ")+", stolen "+strings.Join(loot, " ")+", "+name, func(t *testing.T) {
					v := victims(t, row, month)
					attacks.Add(1)
					may := slices.Contains(loot, row[0]) || slices.Contains(loot, recoveryCode)
					a := v.try(t, acts(v, row)[name], loot...)
					if done := a.status < 300 && a.status != 202; done != may {
						t.Errorf("%d %s", a.status, a.body)
					}
					before := v.user
					v.read(t)
					if !may && (v.user.Factors != before.Factors || v.user.Email != before.Email || v.user.PhoneNumber != before.PhoneNumber || v.user.SessionEpoch != before.SessionEpoch) {
						t.Errorf("%+v, before %+v", v.user, before)
					}
				})
			}
		}
	}
}

// an admin's reset of factors, and the recovery of an admin, leave nothing of what was enrolled, nor a claim on a passkey.
func TestResetsEndWhatIsEnrolled(t *testing.T) {
	month := time.Now().UTC().Truncate(time.Second).Add(-30 * 24 * time.Hour)
	v := targets(t, "RecoveryUntil="+time.Now().Add(time.Hour).UTC().Format(time.RFC3339))(t, []string{"passkey", "totp", "email"}, month)
	sc := &scene{service: v.service, people: map[string]*person{}}
	boss := sc.person("boss")
	if err := all(
		func() error { return sc.admin(t.Context(), "boss") },
		func() (err error) { boss.token, err = sc.signIn(boss, "boss"); return err },
	); err != nil {
		t.Fatal(err)
	}
	id, err := sc.id("boss")
	if err != nil {
		t.Fatal(err)
	}
	a := v.do(t, "POST", "/api/v1/admin/users/"+v.user.Username+"/reset-factors", `{"reason":"the phone was lost"}`, "PRIVATE-TOKEN", boss.token)
	if n := len(v.scan(t, "FactorsTable")); a.status != 200 || n != 0 {
		t.Errorf("%d %s, %d left", a.status, a.body, n)
	}
	owner, _ := account.ParseID(id)
	v.user.ID, v.codes = owner, nil
	v.read(t)
	v.enrol(t, account.Passkey, month)
	v.enrol(t, account.TOTP, month)
	if _, err := v.Invoke(t.Context(), "recover-admin", []byte(`{"username":"boss","email":"new@latchkey.example"}`)); err != nil {
		t.Fatal(err)
	}
	if n := len(v.scan(t, "FactorsTable")); n != 0 {
		t.Errorf("%d left", n)
	}
	for _, c := range v.scan(t, "ClaimsTable") {
		if strings.HasPrefix(words(c["value"]), "passkey#") {
			t.Error("a passkey is somebody's still")
		}
	}
}
