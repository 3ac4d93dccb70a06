package message

import (
	"testing"
	"time"

	"latchkey/shared/domain/account"
)

// What is only pretended takes as long as one of the messages before it on its channel.
func TestPaceOfAChannel(t *testing.T) {
	p := new(Pace)
	p.took(account.Email, time.Second)
	for name, got := range map[string]time.Duration{"no pace": (*Pace)(nil).next(account.Email), "a channel without messages": p.next(account.SMS)} {
		if got != unknownPace {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := p.next(account.Email); got != time.Second {
		t.Errorf("after one message: %v", got)
	}
}
