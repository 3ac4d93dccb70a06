package gateway

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// response is what the client gets.
type response struct {
	status int
	header http.Header
	body   []byte
}

// message is an answer of the gateway itself.
func message(status int, text string) response {
	body, _ := json.Marshal(map[string]string{"message": text}) // strings always marshal
	return response{status: status, header: http.Header{"Content-Type": {"application/json"}}, body: body}
}

func internalError() response {
	return message(http.StatusInternalServerError, "Internal Server Error")
}

// functionResponse is the answer of a function in payload format 2.0.
type functionResponse struct {
	StatusCode        json.RawMessage     `json:"statusCode"`
	Headers           map[string]any      `json:"headers"`
	MultiValueHeaders map[string][]string `json:"multiValueHeaders"`
	Cookies           []string            `json:"cookies"`
	Body              string              `json:"body"`
	IsBase64Encoded   bool                `json:"isBase64Encoded"`
}

// parseResponse maps the answer of a function. JSON without a status code is the short
// form of a response: 200 with that JSON as the body.
func parseResponse(answer []byte) response {
	if !json.Valid(answer) {
		return internalError()
	}
	var probe struct {
		StatusCode json.RawMessage `json:"statusCode"`
	}
	if json.Unmarshal(answer, &probe) != nil || probe.StatusCode == nil {
		return response{
			status: http.StatusOK,
			header: http.Header{"Content-Type": {"application/json"}},
			body:   bytes.TrimSpace(answer),
		}
	}
	var f functionResponse
	if err := json.Unmarshal(answer, &f); err != nil {
		return internalError()
	}
	return f.response()
}

func (f functionResponse) response() response {
	status, err := strconv.Atoi(strings.Trim(string(f.StatusCode), `"`))
	if err != nil || status < 200 || status > 599 {
		return internalError()
	}
	body := []byte(f.Body)
	if f.IsBase64Encoded {
		if body, err = base64.StdEncoding.DecodeString(f.Body); err != nil {
			return internalError()
		}
	}
	header := f.header()
	if header.Get("Content-Type") == "" && len(body) > 0 {
		header.Set("Content-Type", "text/plain;charset=UTF-8")
	}
	return response{status: status, header: header, body: body}
}

func (f functionResponse) header() http.Header {
	header := http.Header{}
	for name, value := range f.Headers {
		header.Set(name, headerText(value))
	}
	for name, values := range f.MultiValueHeaders {
		header[http.CanonicalHeaderKey(name)] = values
	}
	for _, cookie := range f.Cookies {
		header.Add("Set-Cookie", cookie)
	}
	// Headers of the connection are the gateway's own.
	for _, name := range []string{"Connection", "Content-Length", "Keep-Alive", "Transfer-Encoding", "Upgrade"} {
		header.Del(name)
	}
	return header
}

func headerText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	raw, _ := json.Marshal(value) // it came out of JSON
	return string(raw)
}

func (r response) write(w http.ResponseWriter, request *http.Request, id string) {
	for name, values := range r.header {
		w.Header()[name] = values
	}
	w.Header()["Apigw-Requestid"] = []string{id}
	if _, has := w.Header()["Content-Type"]; !has {
		w.Header()["Content-Type"] = nil // or net/http would guess one
	}
	bodiless := r.status == http.StatusNoContent || r.status == http.StatusNotModified
	if !bodiless {
		w.Header().Set("Content-Length", strconv.Itoa(len(r.body)))
	}
	w.WriteHeader(r.status)
	if !bodiless && request.Method != http.MethodHead {
		_, _ = w.Write(r.body) // a client that has gone away is no concern
	}
}
