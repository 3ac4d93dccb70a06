// Package message owns the words of mails and texts.
//
// A message about a code begins with the code and names the action, so that nobody is
// talked into reading out one for another. Nothing that a user chose stands in a subject
// or a text: an attacker who chooses the service's words can phish with them.
//
// The package knows no AWS; packages ses and sns send what it writes.
package message

import (
	"context"
	"fmt"
	"html"
	"time"

	"latchkey/shared/domain/passcode"
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
	Service string // the name that users know the service by, in any script
	Contact string // whom notices tell users to turn to; empty for the service itself
	Links
	Mailer    Mailer
	SMSSender SMSSender // nil where only mails are sent
	// Timeout is how long a message may take; zero for three seconds.
	Timeout time.Duration
	Pace    *Pace // of what is sent; nil where nothing is withheld
}

// purposes says what each code does, in words for its receiver.
var purposes = map[passcode.Purpose]struct{ subject, action string }{
	passcode.SignIn:          {"Your code to sign in to %s", "sign in to %s"},
	passcode.ConfirmEmail:    {"Confirm your e-mail address for %s", "confirm your e-mail address for %s"},
	passcode.ChangeEmail:     {"Confirm your new e-mail address for %s", "use this e-mail address for %s"},
	passcode.ChangePhone:     {"Confirm your phone number for %s", "use this phone number for %s"},
	passcode.EnableTwoFactor: {"Turn on codes for %s", "turn on sign-in codes for %s"},
	passcode.ChangeTwoFactor: {"Change how %s sends codes", "change how %s sends you sign-in codes"},
	passcode.RemoveTwoFactor: {"Turn off codes for %s", "turn OFF sign-in codes for %s"},
	passcode.DeleteUser:      {"Delete your account at %s", "DELETE your account at %s"},
	passcode.DeleteUsers:     {"Delete accounts at %s", "DELETE accounts at %s"},
}

// span is how long a code works, in words.
func span(p passcode.Passcode) string {
	if d := p.Expiration.Sub(p.CreatedAt); d%time.Hour == 0 {
		return fmt.Sprintf("%d hours", d/time.Hour)
	}
	return fmt.Sprintf("%d minutes", p.Expiration.Sub(p.CreatedAt)/time.Minute)
}

func (n Notifier) codeMail(d passcode.Dispatch) Mail {
	words := purposes[d.Purpose]
	action := fmt.Sprintf(words.action, n.Service)
	t := template{
		code: string(d.Code),
		lines: []string{
			fmt.Sprintf("This is your code to %s. It works once, for %s.", action, span(d.Passcode)),
			"If you did not ask for it, ignore this message. Never give the code to anyone, not even to us.",
		},
	}
	if d.Purpose == passcode.ConfirmEmail {
		t = n.confirmation(t, d)
	}
	return Mail{To: d.SentTo, Subject: fmt.Sprintf(words.subject, n.Service), Text: t.text(), HTML: t.html(html.EscapeString(n.Service))}
}
