package soak

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/running"
)

const keysPath = "/api/v1/admin/registration-keys"

func (s *soak) admin(t *testing.T) {
	s.boss, s.keys = s.service.Admin(t, "boss"), map[string]bool{}
}

// issueKeys is an admin who issues registration keys and revokes some. A request that was cut off is asked
// again under its Idempotency-Key.
func (s *soak) issueKeys(end time.Time) {
	p := &person{soak: s, random: s.random(1<<32 + 2), name: "boss", password: running.Password}
	for n := 0; time.Now().Before(end) && !s.Failed(); n++ {
		headers := append(bearer(s.boss), "Idempotency-Key", fmt.Sprintf("keys-%d", n))
		a := p.ask("issue a key", "POST", keysPath, `{"count":1}`, headers...)
		if a.cut {
			a = p.sure("issue a key again", "POST", keysPath, `{"count":1}`, headers...)
		}
		switch {
		case a.is(409) && a.Code() == "request_in_progress": // the first one was killed
		case a.is(403): // the session is too old
			p.again()
		case !a.is(201):
			p.wrong("a key is refused", a)
		default:
			id, _ := a.At("keys.0.id").(float64)
			s.keys[fmt.Sprintf("%.0f", id)] = false
			if p.random.IntN(3) == 0 {
				p.revoke(fmt.Sprintf("%.0f", id))
			}
		}
		time.Sleep(time.Second)
	}
}

func (p *person) revoke(id string) {
	a := p.ask("revoke a key", "DELETE", keysPath+"/"+id, "", bearer(p.boss)...)
	if a.cut {
		a = p.sure("revoke a key again", "DELETE", keysPath+"/"+id, "", bearer(p.boss)...)
	}
	if !a.is(204) && !a.is(409) { // 409 where the first one was done
		p.wrong("a key is not revoked", a)
	}
	p.keys[id] = true
}

// again signs the admin in anew.
func (p *person) again() {
	if a := p.login(p.password); a.is(200) {
		p.boss = a.Text("token")
	}
}

// findKeys demands every key that was issued, as it was left.
func (s *soak) findKeys() {
	stored := map[string]bool{}
	for _, it := range s.service.Items(s, "RegistrationKeysTable") {
		on, _ := it["active"].(*types.AttributeValueMemberBOOL)
		stored[number(it["id"])] = on != nil && on.Value
	}
	for id, revoked := range s.keys {
		if on, there := stored[id]; !there || on == revoked {
			s.Errorf("the key %s is stored: %t, active: %t; it was revoked: %t", id, there, on, revoked)
		}
		s.report.checks.Add(1)
	}
}
