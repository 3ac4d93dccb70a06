package outbox

import (
	"encoding/json"
	"strings"
	"time"
)

// Publish takes what SES publishes of a mail after it was sent.
type Publish func(source, detailType string, detail json.RawMessage)

// Tell has bounces and complaints published, of the addresses of the mailbox simulator of SES: a mail to
// bounce@simulator.amazonses.com or bounce+anything@simulator.amazonses.com bounces, and one to
// complaint@simulator.amazonses.com is called spam by its reader.
func (o *Outbox) Tell(publish Publish) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.publish = publish
}

// feedback is published for mails with a configuration set alone, as SES does.
func (o *Outbox) feedback(set, id, to string) {
	o.mu.Lock()
	publish := o.publish
	o.mu.Unlock()
	mailbox, simulated := strings.CutSuffix(strings.ToLower(to), "@simulator.amazonses.com")
	if publish == nil || set == "" || !simulated {
		return
	}
	now := time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	detail := map[string]any{"mail": map[string]any{
		"timestamp": now, "messageId": id, "destination": []string{to},
		"tags": map[string][]string{"ses:configuration-set": {set}},
	}}
	recipients := []map[string]string{{"emailAddress": to}}
	mailbox, _, _ = strings.Cut(mailbox, "+")
	var detailType string
	switch mailbox {
	case "bounce":
		detailType, detail["eventType"] = "Email Bounced", "Bounce"
		detail["bounce"] = map[string]any{
			"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": recipients, "timestamp": now, "feedbackId": newID(),
		}
	case "complaint":
		detailType, detail["eventType"] = "Email Complaint Received", "Complaint"
		detail["complaint"] = map[string]any{
			"complaintFeedbackType": "abuse", "complainedRecipients": recipients, "timestamp": now, "feedbackId": newID(),
		}
	default:
		return
	}
	raw, err := json.Marshal(detail)
	if err == nil {
		publish("aws.ses", detailType, raw)
	}
}
