package message

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/metric"
	"latchkey/shared/domain/passcode"
)

const (
	// timeout is how long a message may take, with all tries. A helper that hangs has less time
	// than the request that waits for it.
	timeout = 3 * time.Second
	// afterCode is time that no code's message takes from its request: for closing the code that
	// was refused.
	afterCode = 2 * time.Second
)

// within limits the time of a message, or of notices together, and leaves the request some.
func (n Notifier) within(ctx context.Context, left time.Duration) (context.Context, context.CancelFunc) {
	most := timeout
	if n.Timeout != 0 {
		most = n.Timeout
	}
	if ends, ok := ctx.Deadline(); ok {
		most = min(most, max(time.Until(ends)-left, 0))
	}
	return context.WithTimeout(ctx, most)
}

// Unanswered is the error of a call that was made and got no answer: the message may be on its
// way. Only where no connection was made is it certain that it is not.
func Unanswered(call string, err error) error {
	var connection *net.OpError
	if errors.As(err, &connection) && connection.Op == "dial" {
		return fmt.Errorf("%s: %w", call, err)
	}
	return fmt.Errorf("%s: %w", call, passcode.ErrUnsure.Because(err))
}

var errNoSMSSender = errors.New("message: texts are not sent from here")

// Deliver sends a code to where it belongs; passcode.ErrUnsure where it may still arrive.
func (n Notifier) Deliver(ctx context.Context, d passcode.Dispatch) error {
	begun := time.Now()
	limited, cancel := n.within(ctx, afterCode)
	defer cancel()
	if err := n.send(limited, d); err != nil {
		metric.Count(ctx, metric.PasscodesUndelivered)
		return err
	}
	n.Pace.took(d.Channel, time.Since(begun))
	metric.Count(ctx, metric.PasscodesSent)
	if d.Channel == account.SMS {
		metric.Count(ctx, metric.TextsSent)
	}
	return nil
}

// Warn tells the owner of an address that somebody else typed it.
func (n Notifier) Warn(ctx context.Context, d passcode.Dispatch) error {
	notice := EmailInUse
	if d.Purpose == passcode.ConfirmEmail {
		notice = AccountExists
	}
	return n.tell(ctx, Addressed{d.SentTo, d.Language, notice})
}

// Pretend takes as long as a delivery on a channel.
func (n Notifier) Pretend(ctx context.Context, ch account.Channel) error { return n.Pace.wait(ctx, ch) }

func (n Notifier) send(ctx context.Context, d passcode.Dispatch) error {
	if d.Channel == account.Email {
		return n.Mailer.Mail(ctx, n.codeMail(ctx, d))
	}
	if n.SMSSender == nil {
		return errNoSMSSender
	}
	return n.SMSSender.Text(ctx, Text{To: d.SentTo, Body: n.codeText(d)})
}
