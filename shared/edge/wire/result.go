package wire

import (
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

// The results of routes that have several kinds of answer. Such a route answers with one flat object:
// clients switch on its result, and members that do not apply are left out.
const (
	resultSession   = "session"   // the caller is signed in
	resultChallenge = "challenge" // a code is needed, and was sent
	resultDone      = "done"
)

// Challenged is the answer of a route that needs a code.
type Challenged struct {
	Result    string    `json:"result"`
	Challenge Challenge `json:"challenge"`
}

// ChallengedOf asks for a code that was sent.
func ChallengedOf(p passcode.Passcode) Challenged { return Challenged{resultChallenge, ChallengeOf(p)} }

// Changed is the answer of a route that has changed a user: the members of the user beside the result.
type Changed struct {
	Result string `json:"result"`
	User
}

// ChangedOf shows the user as they are now.
func ChangedOf(u account.User) Changed { return Changed{resultDone, WholeUserOf(u)} }

// Done is the beginning of an answer that has more members than its result.
type Done struct {
	Result string `json:"result"`
}

// IsDone says that everything was done.
func IsDone() Done { return Done{resultDone} }
