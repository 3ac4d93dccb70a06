package main

import (
	"errors"

	"github.com/go-json-experiment/json"

	"latchkey/shared/domain/account"
)

// event is what SES publishes of a mail, as far as it matters here.
type event struct {
	Detail struct {
		EventType string `json:"eventType"`
		Bounce    struct {
			BounceType        string      `json:"bounceType"`
			BouncedRecipients []recipient `json:"bouncedRecipients"`
		} `json:"bounce"`
		Complaint struct {
			ComplaintFeedbackType string      `json:"complaintFeedbackType"`
			ComplainedRecipients  []recipient `json:"complainedRecipients"`
		} `json:"complaint"`
	} `json:"detail"`
}

type recipient struct {
	EmailAddress string `json:"emailAddress"`
}

var errUnread = errors.New("the event has no recipients of a bounce or a complaint")

// parse gives why mails do not reach the recipients; no reason where the event says nothing against them:
// a mailbox that is full for a day, or a reader who takes a complaint back. What is wrong with an event
// is told without its text, which has addresses in it.
func parse(payload []byte) (why account.Undeliverable, recipients []recipient, err error) {
	var e event
	if json.Unmarshal(payload, &e) != nil {
		return "", nil, errUnread
	}
	switch d := e.Detail; d.EventType {
	case "Bounce":
		recipients = d.Bounce.BouncedRecipients
		if d.Bounce.BounceType == "Permanent" {
			why = account.Bounced
		}
	case "Complaint":
		recipients = d.Complaint.ComplainedRecipients
		if d.Complaint.ComplaintFeedbackType != "not-spam" {
			why = account.Complained
		}
	}
	if len(recipients) == 0 {
		return "", nil, errUnread
	}
	return why, recipients, nil
}
