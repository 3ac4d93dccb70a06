package outbox

import (
	"net/http"

	"latchkey/infra/local/page"
	"latchkey/infra/local/sample"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/words"
)

// previews are samples of all that the service sends in one language, and the languages there are.
type previews struct {
	Language  string           `json:"language"`
	Languages []language       `json:"languages"`
	Messages  []sample.Message `json:"messages"`
}

type language struct {
	Tag  string `json:"tag"`
	Name string `json:"name"`
}

// Preview has samples look as a notifier writes them.
func (o *Outbox) Preview(n message.Notifier) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.writer = n
}

// servePreviews answers with the samples in the language of the query, or else in that of the deployment.
func (o *Outbox) servePreviews(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	writer := o.writer
	o.mu.Unlock()
	chosen := words.In(r.URL.Query().Get("language"), writer.Language).Tag
	messages, err := sample.Messages(r.Context(), writer, chosen)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	shown := previews{Language: chosen, Messages: messages}
	for _, tag := range words.Tags() {
		shown.Languages = append(shown.Languages, language{tag, words.In(tag).Name()})
	}
	page.JSON(w, shown)
}
