package contract

import (
	"encoding/json"
	"net/http"
)

// done is what was done of the body of a request. Items of a request of many are refused one by one,
// and a refused item may have been anything, as a refused request may. It is nothing where all of them
// were refused.
func (e Exchange) done() (body []byte, anything bool) {
	var sent map[string][]json.RawMessage
	var answer struct{ Results []struct{ Status int } }
	if e.Status != http.StatusMultiStatus || json.Unmarshal(e.Sent, &sent) != nil || json.Unmarshal(e.Body, &answer) != nil {
		return e.Sent, true
	}
	kept := map[string][]json.RawMessage{}
	for member, items := range sent {
		for i, item := range items {
			if i >= len(answer.Results) || answer.Results[i].Status < http.StatusBadRequest {
				kept[member] = append(kept[member], item)
			}
		}
	}
	body, err := json.Marshal(kept)
	return body, err == nil && len(kept) > 0
}
