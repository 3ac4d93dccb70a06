package outbox

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/mail"
	"strings"
)

// maxMessage is more than any mail of this service, and less than a local machine minds.
const maxMessage = 1 << 20

// sendEmail is the request of SES v2, as far as this service uses it.
type sendEmail struct {
	FromEmailAddress string
	Destination      struct{ ToAddresses, CcAddresses, BccAddresses []string }
	Content          struct {
		Simple *struct {
			Subject content
			Body    struct{ Text, Html content }
		}
	}
}

type content struct{ Data string }

// ServeSES answers POST /v2/email/outbound-emails.
func (o *Outbox) ServeSES(w http.ResponseWriter, r *http.Request) {
	var request sendEmail
	if err := json.NewDecoder(io.LimitReader(r.Body, maxMessage)).Decode(&request); err != nil {
		refuseMail(w, "BadRequestException", "The request is not JSON: "+err.Error())
		return
	}
	recipients, err := request.recipients()
	if err != nil {
		refuseMail(w, "BadRequestException", err.Error())
		return
	}
	for _, to := range recipients {
		if o.refuses(to) {
			refuseMail(w, "MessageRejected", "Email address is not verified. The following identities failed the check: "+to)
			return
		}
	}
	simple := request.Content.Simple
	id := o.take(Message{
		Channel: "email",
		Subject: simple.Subject.Data,
		Text:    simple.Body.Text.Data,
		HTML:    simple.Body.Html.Data,
	}, recipients)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"MessageId": id})
}

// recipients checks what SES checks and gives the bare addresses.
func (s sendEmail) recipients() ([]string, error) {
	if _, err := mail.ParseAddress(s.FromEmailAddress); err != nil {
		return nil, fmt.Errorf("FromEmailAddress %q: %w", s.FromEmailAddress, err)
	}
	if s.Content.Simple == nil {
		return nil, fmt.Errorf("the outbox takes Content.Simple only")
	}
	if strings.ContainsAny(s.Content.Simple.Subject.Data, "\r\n") {
		return nil, fmt.Errorf("the subject has more than one line")
	}
	var bare []string
	for _, list := range [][]string{s.Destination.ToAddresses, s.Destination.CcAddresses, s.Destination.BccAddresses} {
		for _, to := range list {
			address, err := mail.ParseAddress(to)
			if err != nil {
				return nil, fmt.Errorf("recipient %q: %w", to, err)
			}
			bare = append(bare, address.Address)
		}
	}
	if len(bare) == 0 {
		return nil, fmt.Errorf("there is no recipient")
	}
	return bare, nil
}

// refuseMail answers as SES does, so that the SDK makes its own error of it.
func refuseMail(w http.ResponseWriter, kind, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-ErrorType", kind)
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": message})
}

func newID() string { return "local-" + strings.ToLower(rand.Text()) }
