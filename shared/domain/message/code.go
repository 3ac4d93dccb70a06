package message

import (
	"context"

	"latchkey/shared/domain/passcode"
)

func (n Notifier) codeMail(ctx context.Context, d passcode.Dispatch) Mail {
	v, key := n.speak(d.Language), "mails.codes."+string(d.Purpose)
	l := letter{
		subject: v.say(key + ".subject"),
		code:    string(d.Code),
		says:    []string{v.say(key+".says") + " " + v.say("mails.codes.works", "span", v.span(d.Lifetime()))},
		details: v.details(ctx, !d.Purpose.Proves()),
		advice:  []string{v.say("mails.codes.never")},
	}
	if d.Purpose == passcode.ConfirmEmail {
		return n.confirmation(v, l, d).mail(d.SentTo, v)
	}
	l.advice = append([]string{v.say("mails.codes." + unasked(d.Purpose))}, l.advice...)
	return l.mail(d.SentTo, v)
}

// unasked names what helps a reader who asked for no code. Where it does not go to a new address, the person who
// asked for it has the password or a session.
func unasked(p passcode.Purpose) string {
	switch {
	case p.Proves():
		return "ignore"
	case p == passcode.SignIn:
		return "reset_now"
	}
	return "sign_out"
}
