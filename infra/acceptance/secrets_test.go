package acceptance

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// after a full run, no password, code or token stands in any table, and
// no password or token in the log; nor does the plain hash of a code, which is reversed in a second.
func TestNothingSecretIsKept(t *testing.T) {
	s := start(t)
	secrets := map[string]string{"password": password}
	hashed := map[string]string{}
	learn := func(name, code string) {
		sum := sha256.Sum256([]byte(code))
		secrets[name] = code
		hashed["sha-256 of "+name], hashed["sha-256 of "+name+" in base64"] = hex.EncodeToString(sum[:]), base64.StdEncoding.EncodeToString(sum[:])
	}

	register := s.post(t, "/users/register", fmt.Sprintf(`{"username":"mary","email":"mary@latchkey.example","password":%q,"2fa":true}`, password))
	learn("the confirmation", s.code(t, "mary@latchkey.example"))
	s.post(t, "/users/confirm", reply(register.text("challenge.id"), secrets["the confirmation"]))
	unused := s.post(t, "/users/login", login("mary", password))
	learn("an unused code", s.code(t, "mary@latchkey.example"))
	challenge := s.post(t, "/users/login", login("mary", password)).text("challenge.id")
	learn("the sign-in", s.code(t, "mary@latchkey.example"))
	signedIn := s.post(t, "/2fa", reply(challenge, secrets["the sign-in"]))
	secrets["token"] = signedIn.text("token")
	if unused.status != 202 || signedIn.status != 200 || secrets["token"] == "" {
		t.Fatalf("%d %d %s", unused.status, signedIn.status, signedIn.body)
	}
	s.do(t, "GET", "/users/me?token="+secrets["token"], "", "PRIVATE-TOKEN", secrets["token"])
	s.post(t, "/users/login", `{"username":"mary","password":"`+password+`","x":1}`)
	s.post(t, "/users/login", `{"username":"mary","password":"`+password)

	items := 0
	for _, table := range s.Tables {
		for _, item := range s.scan(t, table.LogicalID) {
			items++
			text := dump(item)
			for _, known := range []map[string]string{secrets, hashed} {
				for name, secret := range known {
					if strings.Contains(text, secret) {
						t.Errorf("%s stands in %s", name, table.LogicalID)
					}
				}
			}
		}
	}
	if items < 8 {
		t.Errorf("only %d items were looked at", items)
	}
	for name, secret := range secrets {
		if len(secret) > 6 && strings.Contains(s.log.String(), secret) { // six digits stand in any log by chance
			t.Errorf("%s stands in the log", name)
		}
	}
	if strings.Contains(s.log.String(), "mary@latchkey.example") || !strings.Contains(s.log.String(), `"msg":"request"`) {
		t.Error("the address stands in the log, or there is no log")
	}
}
