// Package sample has one of every message that the service sends, for people and tests to look at.
//
// It owns what the samples are about. Their words are those of package message.
package sample

import (
	"context"
	"errors"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/token"
)

// Code is that of every sample that has one, and Address where every request came from.
const (
	Code    = "012345"
	Address = "203.0.113.7"
)

const browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"

// Message is a mail or a text.
type Message struct {
	Kind    string `json:"kind"`    // code, link or notice
	Name    string `json:"name"`    // of the purpose or the notice
	Channel string `json:"channel"` // email or sms
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html"`
}

// mary is whom all are for.
func mary(language string) account.User {
	return account.User{
		ID: 7, Username: "mary.example", Email: "mary@latchkey.example", EmailConfirmed: true, PhoneNumber: "+447700900123", PhoneConfirmed: true,
		Language: language,
	}
}

// Messages are all that a notifier writes, in one language.
func Messages(ctx context.Context, n message.Notifier, language string) ([]Message, error) {
	box, u := new(box), mary(language)
	n.Mailer, n.SMSSender, n.Pace = box, box, nil
	ctx = audit.With(ctx, audit.Trail{At: time.Date(2026, 11, 26, 15, 4, 0, 0, time.UTC), Address: Address, UserAgent: browser})
	var failed []error
	for _, purpose := range passcode.Purposes {
		for _, channel := range channels(purpose) {
			d, err := dispatch(purpose, channel, u)
			failed = append(failed, err, box.keep("code", string(purpose), n.Deliver(ctx, d)))
		}
	}
	reset, errReset := secret(token.Reset)
	invitation, errInvitation := secret(token.Invitation)
	failed = append(failed, errReset, errInvitation,
		box.keep("link", "password_reset", n.SendReset(ctx, u, reset, 30*time.Minute)),
		box.keep("link", "invitation", n.SendInvitation(ctx, u, invitation)))
	for _, notice := range message.Notices() {
		failed = append(failed, box.keep("notice", notice.Name(), tell(ctx, n, notice, u)))
	}
	return box.messages, errors.Join(failed...)
}

// dispatch is a code of a purpose, on its way.
func dispatch(p passcode.Purpose, channel account.Channel, u account.User) (passcode.Dispatch, error) {
	at := time.Date(2026, 11, 26, 15, 4, 0, 0, time.UTC)
	valid := 10 * time.Minute
	if p == passcode.ConfirmEmail {
		valid = passcode.ConfirmLifetime
	}
	cancel, err := token.New(token.Cancel, zeros{}, int64(u.ID))
	return passcode.Dispatch{Code: Code, Username: u.Username, Language: u.Language, Cancel: cancel, Passcode: passcode.Passcode{
		UserID: u.ID, Purpose: p, Channel: channel, SentTo: u.Destination(channel), CreatedAt: at, Expiration: at.Add(valid),
	}}, err
}

func secret(k token.Kind) (string, error) {
	t, err := token.New(k, zeros{}, int64(mary("").ID))
	return t.Reveal(), err
}

// zeros make tokens that nobody has.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// channels are those by which the code of a purpose can go.
func channels(p passcode.Purpose) []account.Channel {
	switch p {
	case passcode.ConfirmEmail, passcode.ChangeEmail:
		return []account.Channel{account.Email}
	case passcode.ChangePhone:
		return []account.Channel{account.SMS}
	}
	return []account.Channel{account.Email, account.SMS}
}

// tell sends a notice by the channels by which it goes.
func tell(ctx context.Context, n message.Notifier, notice message.Notice, u account.User) error {
	if notice == message.FactorsReset {
		return n.NotifyEverywhere(ctx, u, notice)
	}
	return n.Notify(ctx, u, notice)
}
