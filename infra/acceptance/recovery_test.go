package acceptance

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// the only admin's mailbox is dead. The deployer allows a recovery for an hour, and the
// admin is back by the new address, a new password and a mailed code.
func TestRecovery(t *testing.T) {
	s := startNew(t, "RecoveryUntil="+time.Now().UTC().Add(time.Hour).Format(time.RFC3339))
	admin := fmt.Sprintf(`{"username":"boss","email":"boss@refused.example","password":%q}`, password)
	if _, err := s.Invoke(t.Context(), "create-admin", []byte(admin)); err != nil {
		t.Fatal(err)
	}
	if a := s.post(t, "/users/login", login("boss", password)); a.status != 503 {
		t.Fatalf("a dead mailbox: %d %s", a.status, a.body)
	}
	answer, err := s.Invoke(t.Context(), "recover-admin", []byte(`{"username":"boss","email":"boss@latchkey.example"}`))
	if err != nil {
		t.Fatalf("%s %v", answer, err)
	}
	var out struct {
		ResetToken string `json:"reset_token"`
	}
	if err := json.Unmarshal(answer, &out); err != nil {
		t.Fatal(err)
	}
	const chosen = "eleven geese cross the yard"
	if a := s.post(t, "/password-reset/confirm", fmt.Sprintf(`{"token":%q,"new_password":%q}`, out.ResetToken, chosen)); a.status != 204 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	challenge := s.post(t, "/users/login", login("boss", chosen)).text("challenge.id")
	a := s.post(t, "/2fa", reply(challenge, s.code(t, "boss@latchkey.example")))
	if a.status != 200 || a.text("user.role") != "admin" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if strings.Contains(s.log.String(), out.ResetToken) {
		t.Error("the token is in the log")
	}
}
