package acceptance

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The schedule's function removes what has expired, with the rights that the template gives it,
// and is on no route.
func TestCleanup(t *testing.T) {
	s := start(t)
	for _, schedule := range s.Service.Schedules {
		if schedule.Function == "cleanup" && schedule.Expression != "rate(1 hour)" {
			t.Errorf("%+v", schedule)
		}
	}
	for _, route := range s.Service.Routes {
		if route.Function == "cleanup" {
			t.Errorf("R-150: it is behind %s", route.Key())
		}
	}
	s.account(t, "mary", false)
	s.do(t, "POST", ownPIN, "", "PRIVATE-TOKEN", s.token(t, "mary"))
	s.post(t, "/users/register", `{"username":"anne","email":"anne@latchkey.example","password":"`+password+`"}`)
	past := &types.AttributeValueMemberN{Value: strconv.FormatInt(time.Now().Add(-8*24*time.Hour).Unix(), 10)}
	s.setAll(t, "UsersTable", "created_at", past)
	s.setAll(t, "SessionsTable", "expires_at", past)
	s.setAll(t, "PasscodesTable", "expiration", past)
	s.setAll(t, "SupportPinsTable", "expires_at", past)
	s.setAll(t, "ThrottlesTable", "expires_at", past)

	for range 2 {
		s.cleanUp(t)
	}
	for table, want := range map[string]int{"UsersTable": 1, "ClaimsTable": 2, "SessionsTable": 0, "PasscodesTable": 0, "SupportPinsTable": 0, "ThrottlesTable": 6} {
		if n := len(s.scan(t, table)); n != want {
			t.Errorf("%s has %d items, want %d", table, n, want)
		}
	}
	if a := s.post(t, "/users/login", login("mary", password)); a.status != 200 {
		t.Errorf("mary: %d %s", a.status, a.body)
	}
	if !strings.Contains(s.log.String(), `"accounts":{"seen":1,"removed":1,"kept":0}`) {
		t.Error("the log does not say what was removed")
	}
}

// cleanUp invokes the function as the schedule does.
func (s service) cleanUp(t *testing.T) {
	t.Helper()
	event, err := os.ReadFile(filepath.Join(root, "events", "cleanup.json"))
	if err != nil {
		t.Fatal(err)
	}
	if out, err := s.Invoke(t.Context(), "cleanup", event); err != nil {
		t.Fatalf("%s %v", out, err)
	}
}

// A key stays used when its account is deleted, and no longer names the account. After its
// retention it is deleted, too.
func TestCleanupOfKeys(t *testing.T) {
	s := startNew(t, "RegistrationMode=key", "KeyRetentionDays=30")
	key := s.issue(t, s.admin(t), `{"count":1}`)[0].Key
	a := s.post(t, "/users/register", `{"username":"anne","email":"anne@latchkey.example","password":"`+password+`","registration_key":"`+key+`"}`)
	if a.status != 201 || s.scan(t, "RegistrationKeysTable")[0]["used_by"] == nil {
		t.Fatalf("%d %s", a.status, a.body)
	}
	past := func(days int) types.AttributeValue {
		then := time.Now().Add(-time.Duration(days) * 24 * time.Hour)
		return &types.AttributeValueMemberN{Value: strconv.FormatInt(then.Unix(), 10)}
	}
	s.setAll(t, "UsersTable", "created_at", past(8))
	s.cleanUp(t)
	kept := s.scan(t, "RegistrationKeysTable")
	if len(kept) != 1 || kept[0]["used_by"] != nil || strings.Contains(dump(kept[0]), "active true") {
		t.Errorf("%v", kept)
	}
	s.setAll(t, "RegistrationKeysTable", "updated_at", past(29))
	s.cleanUp(t)
	if n := len(s.scan(t, "RegistrationKeysTable")); n != 1 {
		t.Errorf("within its retention, %d keys are left", n)
	}
	s.setAll(t, "RegistrationKeysTable", "updated_at", past(31))
	s.cleanUp(t)
	if n := len(s.scan(t, "RegistrationKeysTable")); n != 0 {
		t.Errorf("past its retention, %d keys are left", n)
	}
}
