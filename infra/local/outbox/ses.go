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
	FromEmailAddress     string
	ReplyToAddresses     []string
	ConfigurationSetName string
	Destination          struct{ ToAddresses, CcAddresses, BccAddresses []string }
	Content              struct {
		Simple *struct {
			Subject content
			Headers []Header
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
		From:    shown(request.FromEmailAddress),
		ReplyTo: shown(strings.Join(request.ReplyToAddresses, ", ")),
		Headers: simple.Headers,
		Subject: simple.Subject.Data,
		Text:    simple.Body.Text.Data,
		HTML:    simple.Body.Html.Data,
	}, recipients)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"MessageId": id})
	for _, to := range recipients {
		o.feedback(request.ConfigurationSetName, id, to)
	}
}

// recipients checks what SES checks and gives the bare addresses.
func (s sendEmail) recipients() ([]string, error) {
	if s.Content.Simple == nil {
		return nil, fmt.Errorf("the outbox takes Content.Simple only")
	}
	if err := s.checkHeaders(); err != nil {
		return nil, err
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

// checkHeaders finds what a header cannot have. SES encodes neither names nor values.
func (s sendEmail) checkHeaders() error {
	for _, address := range append([]string{s.FromEmailAddress}, s.ReplyToAddresses...) {
		if _, err := mail.ParseAddress(address); err != nil {
			return fmt.Errorf("address %q: %w", address, err)
		}
		if !isASCII(address) {
			return fmt.Errorf("address %q is not in ASCII: a name is to be in encoded words", address)
		}
	}
	for _, h := range s.Content.Simple.Headers {
		if h.Name == "" || strings.Contains(h.Name, ":") || !isASCII(h.Name+h.Value) {
			return fmt.Errorf("header %q is not in ASCII", h.Name)
		}
	}
	return nil
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}

// shown are addresses as a reader sees them.
func shown(encoded string) string {
	list, err := mail.ParseAddressList(encoded)
	if err != nil {
		return encoded // there is none
	}
	var all []string
	for _, a := range list {
		if a.Name == "" {
			all = append(all, a.Address)
			continue
		}
		all = append(all, a.Name+" <"+a.Address+">")
	}
	return strings.Join(all, ", ")
}

// refuseMail answers as SES does, so that the SDK makes its own error of it.
func refuseMail(w http.ResponseWriter, kind, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-ErrorType", kind)
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": message})
}

func newID() string { return "local-" + strings.ToLower(rand.Text()) }
