package main

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// What a right password writes is of the account alone. An item for the network would be written
// by everybody behind one address, and a thousand writes a second is what one item takes.
func TestNothingIsWrittenForTheNetwork(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	w.User(t, "anne", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	w.User(t, "lucy", func(u *account.User) { u.EmailConfirmed = false })
	const address = "2001:db8:1:2::3"
	ofNetworks := func() (found []string) {
		for _, it := range w.Scan(t, w.Tables.Throttles) {
			scope, _ := it["scope"].(*types.AttributeValueMemberS)
			for _, n := range w.Issuer.Throttles.Networks(address) {
				if strings.HasSuffix(scope.Value, "#"+string(n)) || it["part-"+string(n)] != nil {
					found = append(found, scope.Value)
				}
			}
		}
		return found
	}
	for _, c := range []struct {
		name, secret string
		status       int
	}{
		{"mary", world.Password, 200},
		{"mary@latchkey.example", world.Password, 200},
		{"anne", world.Password, 202},
		{"lucy", world.Password, 403},
	} {
		if a := from(t, h, address, c.name, c.secret); a.Status != c.status {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
		if found := ofNetworks(); len(found) > 0 {
			t.Errorf("%s: %v", c.name, found)
		}
	}
	if w.Count(t)["Throttles"] == 0 {
		t.Error("nothing was counted at all")
	}
	if a := from(t, h, address, "mary", wrong); a.Status != 401 || len(ofNetworks()) == 0 {
		t.Errorf("a wrong password: %d, and of the network %v", a.Status, ofNetworks())
	}
}
