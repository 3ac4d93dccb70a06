package acceptance

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// the token of a sign-in is good in either header, and dead on the
// very next request after logout.
func TestSessionFromSignInToLogout(t *testing.T) {
	s := start(t)
	s.account(t, "mary", false)
	for _, headers := range [][]string{
		nil, {"Authorization", "Bearer x"}, {"PRIVATE-TOKEN", "x"}, {"Authorization", "Basic bWFyeTp4"}, {"Cookie", "token=x"},
	} {
		a := s.do(t, "GET", "/users/me", "", headers...)
		if a.status != 401 || a.header.Get("Content-Type") != "application/problem+json" || a.header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%v: %d %s", headers, a.status, a.body)
		}
	}

	first, second := s.token(t, "mary"), s.token(t, "mary")
	if first == second {
		t.Error("two sign-ins, one token")
	}
	for _, headers := range [][]string{{"Authorization", "Bearer " + first}, {"PRIVATE-TOKEN", first}} {
		if a := s.do(t, "GET", "/users/me", "", headers...); a.status != 200 || a.text("username") != "mary" {
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	if a := s.do(t, "POST", "/users/logout", "", "PRIVATE-TOKEN", first); a.status != 204 || a.body != "" {
		t.Errorf("%d %s", a.status, a.body)
	}
	got := parallel(t, func(int) (answer, error) { return s.send("GET", "/users/me", "", "PRIVATE-TOKEN", first) })
	if got[401] != 50 {
		t.Errorf("after logout: %v", got)
	}
	if a := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", second); a.status != 200 {
		t.Errorf("the other session: %d %s", a.status, a.body)
	}
}

// what has expired is refused while its item is still in the table, whatever
// the client takes the time to be.
func TestExpiredItemsAreStillThere(t *testing.T) {
	s := start(t)
	s.account(t, "mary", false)
	s.account(t, "anne", true)
	token := s.token(t, "mary")
	challenge := s.post(t, "/users/login", login("anne", password)).text("challenge.id")
	code := s.code(t, "anne@latchkey.example")
	past := map[string]types.AttributeValue{"v": &types.AttributeValueMemberN{Value: strconv.FormatInt(time.Now().Unix()-1, 10)}}

	s.setAll(t, "SessionsTable", "expires_at", past["v"])
	s.setAll(t, "PasscodesTable", "expiration", past["v"])
	yesterday := time.Now().Add(-24 * time.Hour).UTC().Format(http.TimeFormat)
	if a := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", token, "Date", yesterday); a.status != 401 || a.text("code") != "token_invalid" {
		t.Errorf("session: %d %s", a.status, a.body)
	}
	if a := s.do(t, "POST", "/2fa", reply(challenge, code), "Date", yesterday); a.status != 410 || a.text("code") != "challenge_closed" {
		t.Errorf("code: %d %s", a.status, a.body)
	}
	if n := len(s.scan(t, "SessionsTable")); n != 1 {
		t.Errorf("%d sessions in the table", n)
	}
}
