package cost

import (
	"testing"

	"latchkey/infra/template"
)

// Every function has a budget, or a reason to have none, and no budget is for a function that is gone.
func TestEveryFunctionHasABudget(t *testing.T) {
	service, err := template.Load("../../../template.yaml", template.Options{Assumed: map[string]string{"MailFrom": "no-reply@latchkey.example", "PublicUrl": "https://id.latchkey.example", "AccessTokens": "on"}})
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, f := range service.Functions {
		there[f.Name] = true
		_, bounded := Budgets[f.Name]
		if _, elsewhere := Elsewhere[f.Name]; bounded == elsewhere {
			t.Errorf("%s: a budget %v, elsewhere %v", f.Name, bounded, elsewhere)
		}
	}
	for name := range Budgets {
		if !there[name] {
			t.Errorf("there is no function %s", name)
		}
	}
	for name := range Elsewhere {
		if !there[name] {
			t.Errorf("there is no function %s", name)
		}
	}
}

// longer are functions with an answer that takes more round trips than four, and why.
var longer = map[string]string{
	"bulk-delete":    "two users, by a key of idempotency and with a code, each deleted with all that is theirs",
	"bulk-register":  "two users, by a key of idempotency",
	"verify-passkey": "a cloned key is recorded, and told to the user, before it is refused",
}

// No request that is made while a user waits takes more than four round trips, one after the other.
func TestRoundTrips(t *testing.T) {
	for name, b := range Budgets {
		if _, may := longer[name]; may != (b.Rounds > 4) {
			t.Errorf("%s may take %d round trips", name, b.Rounds)
		}
	}
}
