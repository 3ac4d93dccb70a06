package acceptance

import (
	"fmt"
	"net/url"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/proof"
	"latchkey/shared/domain/passcode"
)

// door is a request that asks for a code of one purpose, and takes it.
type door struct {
	purpose      passcode.Purpose
	act          act
	to           string // where the code goes
	done         int    // the status where the code is taken
	answersApart bool   // its code is given to a route of its own, and not with the request
}

// asker is somebody whose codes are asked for at doors.
type asker struct {
	service
	token string
	doors []door
}

// ask gets a new challenge and its code.
func (a asker) ask(t *testing.T, d door) (challenge, code string) {
	t.Helper()
	asked := a.do(t, d.act.method, d.act.path, d.act.body, a.headers()...)
	if asked.text("challenge.purpose") != string(d.purpose) {
		t.Fatalf("%s: %d %s", d.purpose, asked.status, asked.body)
	}
	return asked.text("challenge.id"), a.code(t, url.QueryEscape(d.to))
}

func (a asker) headers(more ...string) []string {
	if a.token == "" {
		return more
	}
	return append(more, "PRIVATE-TOKEN", a.token)
}

// give gives a code at a door.
func (a asker) give(t *testing.T, d door, challenge, code string) answer {
	t.Helper()
	if d.answersApart {
		path := "/2fa"
		if d.purpose == passcode.ConfirmEmail {
			path = "/users/confirm"
		}
		return a.post(t, path, reply(challenge, code))
	}
	return a.do(t, d.act.method, d.act.path, d.act.body, a.headers("Challenge-Id", challenge, "Challenge-Code", code)...)
}

// askers are those who are asked for codes: with the doors of each, all purposes are there.
func askers(t *testing.T) map[string]func(t *testing.T) asker {
	x := newClock(t)
	user := func(held ...string) func(t *testing.T) asker {
		return func(t *testing.T) asker {
			v := x.user(t, held...)
			return asker{v.service, v.token, doorsOf(v)}
		}
	}
	return map[string]func(t *testing.T) asker{
		"a user": user(), "a user with a factor": user("sms"),
		"an admin": func(*testing.T) asker {
			return asker{x.service, x.boss, []door{{purpose: passcode.DeleteUsers, act: act{"DELETE", "/users/bulk?ids=7", ""}, to: "boss@latchkey.example", done: 207}}}
		},
		"a newcomer": func(*testing.T) asker {
			name := x.next()
			email := name + "@latchkey.example"
			return asker{x.service, "", []door{
				{purpose: passcode.ConfirmEmail, act: act{"POST", "/users/register", registration(name, email)}, to: email, done: 200, answersApart: true},
			}}
		},
	}
}

// doorsOf are the doors of a user who has a number, and who may have codes texted to it.
func doorsOf(v *victim) []door {
	const me = "/users/me"
	email, number := thiefsAddress(v.user), thiefsNumber(v.user)
	if v.user.TwoFactor() == "" {
		return []door{
			{purpose: passcode.ChangeEmail, act: act{"PATCH", me, fmt.Sprintf(`{"email":%q}`, email)}, to: email, done: 200},
			{purpose: passcode.ChangePhone, act: act{"PATCH", me, fmt.Sprintf(`{"phone_number":%q}`, number)}, to: number, done: 200},
			{purpose: passcode.EnableTwoFactor, act: act{"PATCH", me, `{"2fa":true,"2fa_method":"sms"}`}, to: v.user.PhoneNumber, done: 200},
			{purpose: passcode.DeleteUser, act: act{"DELETE", me, ""}, to: v.user.Email, done: 204},
		}
	}
	to := v.user.PhoneNumber
	return []door{
		{purpose: passcode.SignIn, act: act{"POST", "/users/login", login(v.user.Username, password)}, to: to, done: 200, answersApart: true},
		{purpose: passcode.ChangeTwoFactor, act: act{"PATCH", me, `{"2fa_method":"email"}`}, to: to, done: 200},
		{purpose: passcode.ChangeContact, act: act{"PATCH", me, fmt.Sprintf(`{"phone_number":%q}`, number)}, to: to, done: 202},
		{purpose: passcode.RemoveTwoFactor, act: act{"PATCH", me, `{"2fa":false}`}, to: to, done: 200},
		{purpose: passcode.AddFactor, act: act{"POST", me + "/factors", `{"type":"totp","name":"phone"}`}, to: to, done: 201},
		{purpose: passcode.RenewRecoveryCodes, act: act{"POST", me + "/recovery-codes", ""}, to: to, done: 201},
		{purpose: passcode.RemoveFactor, act: act{"DELETE", me + "/factors/sms", ""}, to: to, done: 204},
		{purpose: passcode.ChangeEmail, act: act{"PATCH", me, fmt.Sprintf(`{"email":%q}`, email)}, to: email, done: 200},
		{purpose: passcode.DeleteUser, act: act{"DELETE", me, ""}, to: to, done: 204},
	}
}

// open are the doors that need no session: everybody can give any code there.
var open = []door{{purpose: passcode.SignIn, answersApart: true}, {purpose: passcode.ConfirmEmail, answersApart: true}}

// purpose by purpose. A right code is refused at every door of another purpose, and at its own where its
// challenge is made one of another purpose past the service, which leaves the purpose alone to tell. Nothing is
// written; then the same code is taken at its door, so that it was right.
func TestNoCodeOpensAnotherDoor(t *testing.T) {
	all, attacks, tried := askers(t), proof.Count(t, proof.Attacks), map[passcode.Purpose]bool{}
	for name, create := range all {
		for i := range create(t).doors {
			a := create(t)
			d := a.doors[i]
			tried[d.purpose] = true
			t.Run(name+" "+string(d.purpose), func(t *testing.T) { attacks.Add(a.triesElsewhere(t, d)) })
		}
	}
	for _, purpose := range passcode.Purposes {
		if !tried[purpose] {
			t.Errorf("%s has no door in the table", purpose)
		}
	}
}

// triesElsewhere gives a right code wherever it is wrong, and then at its door.
func (a asker) triesElsewhere(t *testing.T, d door) (tried int) {
	t.Helper()
	challenge, code := a.ask(t, d)
	kept, before := a.challenge(t, challenge), a.everything(t)
	refused := func(what string, at door) {
		a.uncount(t)
		tried++
		if got := a.give(t, at, challenge, code); got.status != 410 && (got.status != 401 || got.text("code") != "invalid_code") {
			t.Errorf("%s: %d %s", what, got.status, got.body)
		}
		a.put(t, "PasscodesTable", kept)
	}
	same := func(o door) bool { return o.purpose == d.purpose }
	others := slices.DeleteFunc(slices.Concat(open, a.doors), same)
	for _, other := range others[:min(len(others), proof.Times(2, len(others)))] {
		refused("at that of "+string(other.purpose), other)
	}
	for _, other := range passcode.Purposes[:proof.Times(2, len(passcode.Purposes))] {
		if other != d.purpose {
			a.set(t, "PasscodesTable", record{"id": kept["id"]}, "purpose", &types.AttributeValueMemberS{Value: string(other)})
			refused("made one of "+string(other), d)
		}
	}
	unchanged(t, before, a.everything(t))
	if got := a.give(t, d, challenge, code); got.status != d.done {
		t.Errorf("at its own: %d %s", got.status, got.body)
	}
	return tried
}
