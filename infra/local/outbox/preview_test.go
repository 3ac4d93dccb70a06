package outbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"latchkey/infra/local/outbox"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/words"
)

// Every kind of mail and text is previewed in every language, and none of them counts as sent.
func TestPreviews(t *testing.T) {
	p := open(t)
	p.Preview(message.Notifier{Service: "Acme <b>", Language: "de", Links: message.Links{Public: "https://id.acme.example"}})
	kinds := map[string]int{}
	for query, want := range map[string]string{"": "de", "?language=de-AT": "de", "?language=en": "en", "?language=xx": "de", "?language=../en": "de"} {
		status, body := p.do(t, http.MethodGet, "/_local/outbox/previews.json"+query)
		var shown struct {
			Language  string
			Languages []struct{ Tag, Name string }
			Messages  []outbox.Message
		}
		if err := json.Unmarshal([]byte(body), &shown); err != nil || status != http.StatusOK {
			t.Fatalf("%d %v", status, err)
		}
		if shown.Language != want || len(shown.Languages) != len(words.Tags()) || shown.Languages[0].Name != "English" {
			t.Errorf("%q: %s of %v", query, shown.Language, shown.Languages)
		}
		for _, m := range shown.Messages {
			kinds[m.Channel]++
			if m.Channel == "email" && (!strings.Contains(m.HTML, `lang="`+want+`"`) || strings.Contains(m.HTML, "<b>")) || !strings.Contains(m.Subject+m.Text, "Acme <b>") {
				t.Errorf("%q: %+v", query, m)
			}
		}
	}
	if notices := len(message.Notices()); kinds["email"] < 5*(notices+10) || kinds["sms"] < 5*8 || p.Delivered() != 0 {
		t.Errorf("%s, %d delivered", fmt.Sprint(kinds), p.Delivered())
	}
}

// Before the service says what it is, the previews are of a service with a name.
func TestPreviewsOfNoServiceInParticular(t *testing.T) {
	p := open(t)
	if status, body := p.do(t, http.MethodGet, "/_local/outbox/previews.json"); status != http.StatusOK || !strings.Contains(body, "Your code to sign in to Latchkey") {
		t.Errorf("%d %.200s", status, body)
	}
}
