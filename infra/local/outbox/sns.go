package outbox

import (
	"encoding/xml"
	"net/http"
	"regexp"
)

const snsNamespace = "http://sns.amazonaws.com/doc/2010-03-31/"

var phoneNumber = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

type publishResponse struct {
	XMLName   xml.Name `xml:"PublishResponse"`
	Namespace string   `xml:"xmlns,attr"`
	MessageID string   `xml:"PublishResult>MessageId"`
	RequestID string   `xml:"ResponseMetadata>RequestId"`
}

type errorResponse struct {
	XMLName   xml.Name `xml:"ErrorResponse"`
	Namespace string   `xml:"xmlns,attr"`
	Type      string   `xml:"Error>Type"`
	Code      string   `xml:"Error>Code"`
	Message   string   `xml:"Error>Message"`
	RequestID string   `xml:"RequestId"`
}

// ServeSNS answers the action Publish to a phone number.
func (o *Outbox) ServeSNS(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxMessage)
	if err := r.ParseForm(); err != nil {
		refuseText(w, "InvalidParameter", "Invalid parameter: "+err.Error())
		return
	}
	to, text := r.PostForm.Get("PhoneNumber"), r.PostForm.Get("Message")
	switch {
	case r.PostForm.Get("Action") != "Publish":
		refuseText(w, "InvalidAction", "The outbox takes the action Publish only")
	case !phoneNumber.MatchString(to):
		refuseText(w, "InvalidParameter", "Invalid parameter: PhoneNumber Reason: "+to+" is not valid to publish to")
	case text == "":
		refuseText(w, "InvalidParameter", "Invalid parameter: Empty message")
	case o.refuses(to):
		refuseText(w, "InvalidParameter", "Invalid parameter: PhoneNumber Reason: "+to+" is refused here")
	default:
		id := o.take(Message{Channel: "sms", Text: text}, []string{to})
		writeXML(w, http.StatusOK, publishResponse{Namespace: snsNamespace, MessageID: id, RequestID: newID()})
	}
}

func refuseText(w http.ResponseWriter, code, message string) {
	writeXML(w, http.StatusBadRequest, errorResponse{
		Namespace: snsNamespace, Type: "Sender", Code: code, Message: message, RequestID: newID(),
	})
}

func writeXML(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_ = xml.NewEncoder(w).Encode(body)
}
