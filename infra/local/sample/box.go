package sample

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"latchkey/shared/domain/message"
)

// box takes messages in place of what sends them.
type box struct {
	mu       sync.Mutex
	messages []Message
	new      int // how many of them have no name yet
}

func (b *box) Mail(_ context.Context, m message.Mail) error {
	return b.take(Message{Channel: "email", Subject: m.Subject, Text: m.Text, HTML: m.HTML})
}

func (b *box) Text(_ context.Context, t message.Text) error {
	return b.take(Message{Channel: "sms", Text: t.Body})
}

func (b *box) take(m Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.messages = append(b.messages, m)
	b.new++
	return nil
}

// keep names what came since it was called last, mails first.
func (b *box) keep(kind, name string, err error) error {
	came := b.messages[len(b.messages)-b.new:]
	slices.SortFunc(came, func(x, y Message) int { return cmp.Compare(x.Channel, y.Channel) })
	for i := range came {
		came[i].Kind, came[i].Name = kind, name
	}
	b.new = 0
	return err
}
