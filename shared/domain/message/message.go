// Package message writes mails and texts, in the language of their user.
//
// A message about a code begins with the code and names the action, so that nobody is
// talked into reading out one for another. Nothing that a user chose stands in a subject
// or a text: an attacker who chooses the service's words can phish with them.
//
// The words are those of package words. The package knows no AWS; packages ses and sns send what it
// writes.
package message

import (
	"context"
	"time"
)

// Mail is an e-mail to one address.
type Mail struct {
	To, Subject, Text, HTML string
}

// Text is an SMS to one number.
type Text struct {
	To, Body string
}

// Mailer sends mails.
type Mailer interface {
	Mail(ctx context.Context, m Mail) error
}

// SMSSender sends texts.
type SMSSender interface {
	Text(ctx context.Context, t Text) error
}

// Notifier writes messages and gives them to the sender of their channel.
type Notifier struct {
	Service  string // the name that users know the service by, in any script
	Contact  string // whom notices tell users to turn to; empty for the service itself
	Language string // of users who have none
	Accent   string // of buttons and links in mails; empty for the service's own
	Links
	Mailer    Mailer
	SMSSender SMSSender // nil where only mails are sent
	// Timeout is how long a message may take; zero for three seconds.
	Timeout time.Duration
	Pace    *Pace // of what is sent; nil where nothing is withheld
}
