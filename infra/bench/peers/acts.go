package main

import "fmt"

// The acts, by the names that the table has.
const (
	makeAccount      = "an account is made"
	signInByPassword = "sign-in by password"
	checkSession     = "session checked: GET of the own user"
	checkToken       = "access token verified by the caller"
)

func newcomer(i int) string { return fmt.Sprintf("newcomer%d@latchkey.example", i) }

// user is one of those who sign in, each in turn.
func user(i int, p plan) string { return fmt.Sprintf("user%d@latchkey.example", i%p.users) }

func eachUser(p plan, do func(address string) error) error {
	for i := range p.users {
		if err := do(user(i, p)); err != nil {
			return err
		}
	}
	return nil
}
