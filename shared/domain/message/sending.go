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
	// patience is how long a message may take, with all tries. A helper that hangs has less time
	// than the request that waits for it.
	patience = 3 * time.Second
	// afterCode is time that no code's message takes from its request: for closing the code that
	// was refused.
	afterCode = 2 * time.Second
)

// within limits the time of a message, or of notices together, and leaves the request some.
func (c Courier) within(ctx context.Context, left time.Duration) (context.Context, context.CancelFunc) {
	most := patience
	if c.Patience != 0 {
		most = c.Patience
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

var errNoTexter = errors.New("message: texts are not sent from here")

// Deliver sends a code to where it belongs; passcode.ErrUnsure where it may still arrive.
func (c Courier) Deliver(ctx context.Context, d passcode.Dispatch) error {
	begun := time.Now()
	limited, cancel := c.within(ctx, afterCode)
	defer cancel()
	if err := c.hand(limited, d); err != nil {
		metric.Count(ctx, metric.PasscodesUndelivered)
		return err
	}
	c.Pace.took(d.Channel, time.Since(begun))
	metric.Count(ctx, metric.PasscodesSent)
	if d.Channel == account.SMS {
		metric.Count(ctx, metric.TextsSent)
	}
	return nil
}

// Warn tells the owner of an address that somebody else typed it.
func (c Courier) Warn(ctx context.Context, d passcode.Dispatch) error {
	notice := EmailInUse
	if d.Purpose == passcode.ConfirmEmail {
		notice = AccountExists
	}
	return c.tell(ctx, d.SentTo, notice)
}

// Pretend takes as long as a delivery on a channel.
func (c Courier) Pretend(ctx context.Context, ch account.Channel) error { return c.Pace.wait(ctx, ch) }

func (c Courier) hand(ctx context.Context, d passcode.Dispatch) error {
	if d.Channel == account.Email {
		return c.Mailer.Mail(ctx, c.codeMail(d))
	}
	if c.Texter == nil {
		return errNoTexter
	}
	return c.Texter.Text(ctx, Text{To: d.SentTo, Body: c.codeText(d.Passcode, d.Code)})
}
