package account

// Undeliverable says why mails do not reach an address; empty where nothing is known against it.
type Undeliverable string

// The reasons.
const (
	Bounced    Undeliverable = "bounced"    // for good: there is no such mailbox
	Complained Undeliverable = "complained" // the reader called a mail of the service spam
)

// Undelivered gives the user whose address mails do not reach. The first reason stays until the address
// changes or is confirmed: what SES tells of later mails mostly follows from it.
func (u User) Undelivered(why Undeliverable) User {
	if u.EmailUndeliverable == "" {
		u.EmailUndeliverable = why
	}
	return u
}
