package acceptance

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// indexed checks the attributes that put a user into a sparse index. A missing one would hide staff
// from lists; one too many would make cleanup read the user for ever.
func indexed(user record) (faults []string) {
	role, status := words(user["role"]), words(user["status"])
	found := ""
	if role != "user" || status != "active" {
		found = role + " " + status
	}
	if listed := words(user["uncommon"]); listed != found {
		faults = append(faults, fmt.Sprintf("UsersTable: a user who is %s and %s is listed as %q", role, status, listed))
	}
	confirmed, _ := user["email_confirmed"].(*types.AttributeValueMemberBOOL)
	over := role != "user" || user["last_login"] != nil || user["created_by"] != nil || confirmed == nil || confirmed.Value
	if user["unconfirmed"] != nil && over {
		faults = append(faults, "UsersTable: a user waits to be confirmed who is not to be removed")
	}
	return faults
}

// Each fault is found.
func TestIndexedUsers(t *testing.T) {
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	no, zero := &types.AttributeValueMemberBOOL{}, &types.AttributeValueMemberN{Value: "0"}
	user := func(change func(record)) record {
		u := record{"role": text("user"), "status": text("active"), "email_confirmed": no, "unconfirmed": zero}
		change(u)
		return u
	}
	for name, c := range map[string]struct {
		user record
		want int
	}{
		"one who waits":         {user(func(record) {}), 0},
		"one who is disabled":   {user(func(u record) { u["status"], u["uncommon"] = text("disabled"), text("user disabled") }), 0},
		"disabled, not listed":  {user(func(u record) { u["status"] = text("disabled") }), 1},
		"listed, and no staff":  {user(func(u record) { u["uncommon"] = text("admin active") }), 1},
		"staff, listed as were": {user(func(u record) { u["role"], u["uncommon"] = text("support"), text("admin active") }), 2},
		"signed in, and waits":  {user(func(u record) { u["last_login"] = zero }), 1},
		"confirmed, and waits":  {user(func(u record) { u["email_confirmed"] = &types.AttributeValueMemberBOOL{Value: true} }), 1},
	} {
		if faults := indexed(c.user); len(faults) != c.want {
			t.Errorf("%s: %v", name, faults)
		}
	}
}
