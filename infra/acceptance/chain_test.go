package acceptance

import (
	"slices"
	"testing"
	"time"

	"latchkey/shared/domain/account"
)

var (
	addOne   = act{"POST", "/users/me/factors", `{"type":"totp","name":"another"}`}
	renewAll = act{"POST", "/users/me/recovery-codes", ""}
	allOff   = act{"PATCH", "/users/me", `{"2fa":false}`}
)

func removeOne(id string) act { return act{"DELETE", "/users/me/factors/" + id, ""} }

// does holds where an act with what was stolen is done, and refuses where it is refused.
func (v *victim) does(t *testing.T, what string, a act, stolen ...string) answer {
	t.Helper()
	got := v.try(t, a, stolen...)
	if got.status >= 300 || got.status == 202 {
		t.Errorf("%s: %d %s", what, got.status, got.body)
	}
	return got
}

func (v *victim) refuses(t *testing.T, what string, a act, stolen ...string) {
	t.Helper()
	if got := v.try(t, a, stolen...); got.status < 300 && got.status != 202 {
		t.Errorf("%s: %d %s", what, got.status, got.body)
	}
}

// chains of acts. What a thief adds proves nothing about what was there before, for 72 hours, and the owner takes it
// away. The first step is the thief's wherever it is not said otherwise.
func TestDowngradesInSteps(t *testing.T) {
	victims := targets(t)
	for name, chain := range map[string]func(*testing.T, *victim, time.Time){
		"a mailbox, then an authenticator":          thenAnAuthenticator,
		"a mailbox, then recovery codes":            thenRecoveryCodes,
		"a mailbox, then two authenticators":        thenTwoAuthenticators,
		"a mailbox, while the owner adds":           whileTheOwnerAdds,
		"a mailbox, three days after the owner has": afterTheOwnerHasAdded,
	} {
		t.Run(name, func(t *testing.T) {
			chain(t, victims(t, []string{"email"}, monthAgo()), time.Now().UTC().Truncate(time.Second))
		})
	}
	t.Run("one recovery code, then an authenticator", func(t *testing.T) { byOneRecoveryCode(t, victims(t, []string{"totp"}, monthAgo())) })
	t.Run("a weaker channel first", func(t *testing.T) { byTheWeaker(t, victims(t, []string{"sms", "email"}, monthAgo())) })
	for what := range acts(&victim{}, []string{"email"}) {
		for _, by := range []string{"totp", recoveryCode} {
			t.Run("an authenticator or its recovery codes, then "+what+" by "+by, func(t *testing.T) {
				v := victims(t, []string{"email"}, monthAgo())
				v.does(t, "adding", addOne, "email")
				if slices.Contains([]string{"add", "renew", "turn on sms"}, what) { // these take nothing away
					v.does(t, what, acts(v, []string{"email"})[what], by)
				} else {
					v.refuses(t, what, acts(v, []string{"email"})[what], by)
				}
			})
		}
	}
}

func monthAgo() time.Time { return time.Now().UTC().Truncate(time.Second).Add(-30 * 24 * time.Hour) }

func thenAnAuthenticator(t *testing.T, v *victim, _ time.Time) {
	v.does(t, "adding", addOne, "email")
	v.does(t, "the owner removes it", removeOne(v.idOf("totp")), "email")
	if v.read(t); v.user.Factors.Types().String() != "email" {
		t.Errorf("%v", v.user.Factors.Types())
	}
}

func thenRecoveryCodes(t *testing.T, v *victim, _ time.Time) {
	v.take(t, v.does(t, "new codes", renewAll, "email"))
	v.refuses(t, "removing the mailbox", removeOne("email"), recoveryCode)
	v.refuses(t, "turning all off", allOff, recoveryCode)
}

// The owner removes them in whichever order.
func thenTwoAuthenticators(t *testing.T, v *victim, _ time.Time) {
	v.does(t, "the first", addOne, "email")
	v.does(t, "the second", addOne, "totp")
	for id := range v.secrets {
		v.does(t, "the owner removes one", removeOne(id), "email")
	}
}

// Nobody can tell who of the two is the owner: who has the older factor undoes what is new.
func whileTheOwnerAdds(t *testing.T, v *victim, now time.Time) {
	v.enrol(t, account.TOTP, now.Add(-time.Hour))
	v.sign(t)
	v.refuses(t, "adding", addOne, "email")
	v.refuses(t, "the owner removes the mailbox", removeOne("email"), "totp")
	v.does(t, "removing what the owner added", removeOne(v.idOf("totp")), "email")
}

func afterTheOwnerHasAdded(t *testing.T, v *victim, now time.Time) {
	v.enrol(t, account.TOTP, now.Add(-72*time.Hour))
	v.sign(t)
	v.refuses(t, "removing what the owner added", removeOne(v.idOf("totp")), "email")
	v.does(t, "the owner removes the mailbox", removeOne("email"), "totp")
}

func byOneRecoveryCode(t *testing.T, v *victim) {
	owners, kept := v.idOf("totp"), v.codes[1:]
	v.does(t, "adding", addOne, recoveryCode)
	secret := v.secrets[owners]
	delete(v.secrets, owners)
	v.codes = nil
	v.refuses(t, "removing the owner's", removeOne(owners), "totp")
	v.refuses(t, "taking the recovery codes", renewAll, "totp")
	thiefs := v.idOf("totp")
	v.secrets, v.codes = map[string]string{owners: secret}, kept
	v.does(t, "the owner removes the thief's", removeOne(thiefs), "totp")
}

func byTheWeaker(t *testing.T, v *victim) {
	v.refuses(t, "the number, with the mailbox", acts(v, []string{"sms"})["change the number"], "email")
	v.does(t, "the owner moves the address, with the phone", acts(v, []string{"email"})["change the address"], "sms")
	v.read(t)
	v.refuses(t, "the number, with the new mailbox", acts(v, []string{"sms"})["change the number"], "email")
}
