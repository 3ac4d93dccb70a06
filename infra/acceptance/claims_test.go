package acceptance

import (
	"fmt"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/local/dynamodb"
	"latchkey/shared/domain/passcode"
)

const mobile = "+447700900123"

// unmark makes every claim an old one, which does not say whether it is confirmed.
func (s service) unmark(t *testing.T) {
	t.Helper()
	name := s.table(t, "ClaimsTable").Name
	for _, item := range s.scan(t, "ClaimsTable") {
		_, err := dynamodb.Client(s.DynamoDBEndpoint).UpdateItem(t.Context(), &sdk.UpdateItemInput{
			TableName: &name, Key: record{"value": item["value"]}, UpdateExpression: aws.String("REMOVE proven"),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// claim writes an old claim of a user, on a number that they never confirmed.
func (s service) claim(t *testing.T, username, number string) {
	t.Helper()
	name := s.table(t, "ClaimsTable").Name
	for _, u := range s.scan(t, "UsersTable") {
		if v, _ := u["username"].(*types.AttributeValueMemberS); v == nil || v.Value != username {
			continue
		}
		item := record{"value": &types.AttributeValueMemberS{Value: "phone#" + number}, "user_id": u["id"]}
		if _, err := dynamodb.Client(s.DynamoDBEndpoint).PutItem(t.Context(), &sdk.PutItemInput{TableName: &name, Item: item}); err != nil {
			t.Fatal(err)
		}
	}
}

func registration(name, email string) string {
	return fmt.Sprintf(`{"username":%q,"email":%q,"password":%q}`, name, email, password)
}

// An old claim keeps no user out who confirms the address or number, on any route.
func TestClaimsOfBeforeAtEveryDoor(t *testing.T) {
	s := start(t)
	for _, name := range []string{"eve", "eva", "evi", "evo"} {
		s.post(t, "/users/register", registration(name, name+"@latchkey.example"))
	}
	s.account(t, "olga", false)
	s.claim(t, "eve", mobile)
	s.unmark(t)
	sc := &scene{service: s, people: map[string]*person{}}
	if err := sc.admin(t.Context(), "boss"); err != nil {
		t.Fatal(err)
	}
	boss, err := sc.signIn(sc.person("boss"), "boss")
	if err != nil {
		t.Fatal(err)
	}
	if a := s.do(t, "GET", "/api/v1/admin/users?phone_number=%2B447700900123", "", "PRIVATE-TOKEN", boss); a.body != `{"users":[],"next_cursor":null}` {
		t.Errorf("an unproven number finds %d %s", a.status, a.body)
	}
	imported := s.do(t, "POST", "/users/bulk", `{"users":[`+registration("rose", "olga@latchkey.example")+`,`+registration("lucy", "lucy@latchkey.example")+`]}`, "PRIVATE-TOKEN", boss)
	if imported.text("results.0.problem.code") != "email_taken" || fmt.Sprint(imported.at("results.1.status")) != "201" {
		t.Errorf("made by an admin: %s", imported.body)
	}
	confirmed := s.do(t, "POST", "/users/bulk", `{"users":[{"email":"evi@latchkey.example","email_confirmed":true},{"email":"evo@latchkey.example","notify":true}]}`, "PRIVATE-TOKEN", boss)
	if got := confirmed.statuses(t); got != "[{201} {201}]" {
		t.Errorf("confirmed by an admin, and invited: %s", confirmed.body)
	}
	if a := s.accept(t, "evo@latchkey.example"); a.status != 204 {
		t.Errorf("accepting an invitation: %d %s", a.status, a.body)
	}
	waiting := s.post(t, "/users/register", registration("mary", "eve@latchkey.example"))
	if a := s.post(t, "/users/confirm", reply(waiting.text("challenge.id"), s.code(t, "eve@latchkey.example"))); a.status != 200 {
		t.Errorf("confirming: %d %s", a.status, a.body)
	}
	if a := s.post(t, "/users/register", registration("anne", "olga@latchkey.example")); a.status != 201 {
		t.Errorf("registering with a proven address: %d %s", a.status, a.body)
	}
	mary := s.token(t, "mary")
	for _, c := range []struct{ body, to string }{
		{`{"phone_number":"` + mobile + `"}`, mobile},
		{`{"email":"eva@latchkey.example"}`, "eva@latchkey.example"},
	} {
		asked := s.do(t, "PATCH", "/users/me", c.body, "PRIVATE-TOKEN", mary)
		a := s.do(t, "PATCH", "/users/me", c.body, "PRIVATE-TOKEN", mary, "Challenge-Id", asked.text("challenge.id"), "Challenge-Code", s.code(t, url.QueryEscape(c.to)))
		if a.status != 200 {
			t.Errorf("%s: %d %s", c.body, a.status, a.body)
		}
	}
}

// uncount resets the counts of sent codes: nine codes and nine more are more than an hour allows.
func (s service) uncount(t *testing.T) {
	t.Helper()
	table := s.table(t, "ThrottlesTable").Name
	for _, item := range s.scan(t, "ThrottlesTable") {
		key := record{"scope": item["scope"], "window": item["window"]}
		if _, err := dynamodb.Client(s.DynamoDBEndpoint).DeleteItem(t.Context(), &sdk.DeleteItemInput{TableName: &table, Key: key}); err != nil {
			t.Fatal(err)
		}
	}
}

// age makes every challenge two minutes old.
func (s service) age(t *testing.T) {
	t.Helper()
	past := time.Now().Add(-2 * passcode.ResendAfter).Unix()
	s.setAll(t, "PasscodesTable", "created_at", &types.AttributeValueMemberN{Value: strconv.FormatInt(past, 10)})
}

// resent asks for a code again and gives the new challenge and the new code.
func (s service) resent(t *testing.T, asked answer, to string) (challenge, code string) {
	t.Helper()
	s.age(t)
	s.uncount(t)
	a := s.post(t, "/2fa/resend", fmt.Sprintf(`{"challenge_id":%q}`, asked.text("challenge.id")))
	if a.status != 202 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return a.text("challenge.id"), s.code(t, url.QueryEscape(to))
}

// a code that is sent again does what the first one would have done, whatever its purpose.
func TestResentCodesAtTheirRoutes(t *testing.T) {
	s := start(t)
	asked := map[passcode.Purpose]bool{}
	const mail = "mary@latchkey.example"
	asked[passcode.ConfirmEmail] = true
	challenge, code := s.resent(t, s.post(t, "/users/register", registration("mary", mail)), mail)
	if a := s.post(t, "/users/confirm", reply(challenge, code)); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	token := s.token(t, "mary")
	const me, second = "/users/me", "new@latchkey.example"
	for _, c := range []struct {
		purpose                passcode.Purpose
		method, path, body, to string
		want                   int
	}{
		{passcode.ChangePhone, "PATCH", me, `{"phone_number":"` + mobile + `"}`, mobile, 200},
		{passcode.ChangeEmail, "PATCH", me, `{"email":"` + second + `"}`, second, 200},
		{passcode.EnableTwoFactor, "PATCH", me, `{"2fa":true,"2fa_method":"sms"}`, mobile, 200},
		{passcode.ChangeTwoFactor, "PATCH", me, `{"2fa_method":"email"}`, mobile, 200},
		{passcode.RemoveTwoFactor, "PATCH", me, `{"2fa":false}`, mobile, 200},
		{passcode.EnableTwoFactor, "PATCH", me, `{"2fa":true}`, second, 200},
		{passcode.ChangeContact, "PATCH", me, `{"email":"third@latchkey.example"}`, second, 202}, // and then a code to the new one
		{passcode.AddFactor, "POST", me + "/factors", `{"type":"totp","name":"Phone"}`, second, 201},
		{passcode.RenewRecoveryCodes, "POST", me + "/recovery-codes", "", second, 201},
		{passcode.RemoveFactor, "DELETE", me + "/factors/email", "", second, 204},
		{passcode.EnableTwoFactor, "PATCH", me, `{"2fa":true}`, second, 200},
	} {
		asked[c.purpose] = true
		first := s.do(t, c.method, c.path, c.body, "PRIVATE-TOKEN", token)
		if first.text("challenge.purpose") != string(c.purpose) {
			t.Fatalf("%s: %d %s", c.purpose, first.status, first.body)
		}
		challenge, code := s.resent(t, first, c.to)
		if a := s.do(t, c.method, c.path, c.body, "PRIVATE-TOKEN", token, "Challenge-Id", challenge, "Challenge-Code", code); a.status != c.want {
			t.Errorf("%s: %d %s", c.purpose, a.status, a.body)
		}
	}
	asked[passcode.SignIn] = true
	challenge, code = s.resent(t, s.post(t, "/users/login", login("mary", password)), second)
	signedIn := s.post(t, "/2fa", reply(challenge, code))
	if signedIn.status != 200 {
		t.Fatalf("%d %s", signedIn.status, signedIn.body)
	}
	asked[passcode.DeleteUser] = true
	token = signedIn.text("token")
	challenge, code = s.resent(t, s.do(t, "DELETE", "/users/me", "", "PRIVATE-TOKEN", token), second)
	if a := s.do(t, "DELETE", "/users/me", "", "PRIVATE-TOKEN", token, "Challenge-Id", challenge, "Challenge-Code", code); a.status != 204 {
		t.Errorf("%d %s", a.status, a.body)
	}
	asked[passcode.DeleteUsers] = true
	s.resentBulk(t)
	for _, purpose := range passcode.Purposes {
		if !asked[purpose] {
			t.Errorf("nobody asks for %s", purpose)
		}
	}
}

func (s service) resentBulk(t *testing.T) {
	t.Helper()
	sc := &scene{service: s, people: map[string]*person{}}
	if err := sc.admin(t.Context(), "boss"); err != nil {
		t.Fatal(err)
	}
	boss, err := sc.signIn(sc.person("boss"), "boss")
	if err != nil {
		t.Fatal(err)
	}
	challenge, code := s.resent(t, s.do(t, "DELETE", "/users/bulk?ids=7", "", "PRIVATE-TOKEN", boss), sc.person("boss").email)
	a := s.do(t, "DELETE", "/users/bulk?ids=7", "", "PRIVATE-TOKEN", boss, "Challenge-Id", challenge, "Challenge-Code", code)
	if a.status != 207 {
		t.Errorf("%d %s", a.status, a.body)
	}
}
