// Package outbox receives what the service sends through SES and SNS and shows it.
//
// It owns the messages, in memory, and the two AWS protocols by which they come. It must
// not know why they were sent. It delivers nothing to anybody. Beside them it shows samples of all
// that can be sent, as previews.
package outbox

import (
	"slices"
	"strings"
	"sync"
	"time"

	"latchkey/shared/domain/message"
)

// keep is how many messages are held: beyond it, the oldest are dropped.
const keep = 1000

// Message is one mail or text, to one recipient.
type Message struct {
	ID      string    `json:"id"`
	Channel string    `json:"channel"` // email or sms
	To      string    `json:"to"`
	From    string    `json:"from"`              // as a reader sees it, and empty for a text
	ReplyTo string    `json:"reply_to"`          // the same
	Headers []Header  `json:"headers,omitempty"` // that the service adds
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	HTML    string    `json:"html"`
	SentAt  time.Time `json:"sent_at"`
}

// Header is one of a mail.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Outbox holds messages. It is safe for use by many at once.
type Outbox struct {
	mu        sync.Mutex
	messages  []Message // oldest first
	delivered int
	refusing  bool
	publish   Publish
	writer    message.Notifier // of the previews
}

// New gives an empty outbox.
func New() *Outbox { return &Outbox{writer: message.Notifier{Service: "Latchkey"}} }

// Messages are those to a recipient, newest first. No recipient means everybody.
func (o *Outbox) Messages(to string) []Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	found := []Message{}
	for _, m := range slices.Backward(o.messages) {
		if to == "" || strings.EqualFold(m.To, to) {
			found = append(found, m)
		}
	}
	return found
}

// Delivered counts the messages that were ever taken, whether or not they are still held.
func (o *Outbox) Delivered() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.delivered
}

// Empty removes the messages.
func (o *Outbox) Empty() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.messages = nil
}

// Refuse makes the outbox refuse every message, as SES and SNS do, until it is called with false.
func (o *Outbox) Refuse(refuse bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.refusing = refuse
}

// refuses says whether a recipient is one that is refused.
func (o *Outbox) refuses(to string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	to = strings.ToLower(to)
	return o.refusing || strings.HasSuffix(to, "@refused.example") || strings.HasPrefix(to, "+15005550")
}

// take keeps one message for each recipient and gives the id that AWS would answer.
func (o *Outbox) take(m Message, recipients []string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	m.SentAt = time.Now().UTC().Truncate(time.Second)
	for _, to := range recipients {
		m.ID, m.To = newID(), to
		o.messages = append(o.messages, m)
		o.delivered++
	}
	if surplus := len(o.messages) - keep; surplus > 0 {
		o.messages = slices.Clone(o.messages[surplus:])
	}
	return m.ID
}
