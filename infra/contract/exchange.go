package contract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// Exchange is a request and its answer, as they were on the wire.
type Exchange struct {
	Request *http.Request
	Sent    []byte // the body of the request
	Status  int
	Header  http.Header
	Body    []byte
}

// Check gives the first thing about an exchange that the contract does not list. A request that was refused
// may have been anything; one that was done is one that the contract allows.
func (c *Contract) Check(ctx context.Context, e Exchange) error {
	switch e.Request.Method {
	case http.MethodHead:
		return c.checkHead(e)
	case http.MethodOptions:
		return e.checkPreflight()
	}
	route, parameters, err := c.router.FindRoute(e.Request)
	if err != nil {
		return e.unrouted()
	}
	if err := e.checkMaker(route.Operation); err != nil {
		return err
	}
	if err := c.checkAnswer(e, route); err != nil {
		return fmt.Errorf("the answer: %w", err)
	}
	if err := c.checkResult(e, route.Operation); err != nil {
		return err
	}
	if body, anything := e.done(); e.Status < http.StatusMultipleChoices && anything {
		request := e.Request.Clone(ctx)
		request.Body, request.GetBody = io.NopCloser(bytes.NewReader(body)), nil // which would give the one that was sent
		in := &openapi3filter.RequestValidationInput{
			Request: request, PathParams: parameters, Route: route,
			Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
		}
		if err := openapi3filter.ValidateRequest(ctx, in); err != nil {
			return fmt.Errorf("the request, which was done: %w", reason(err))
		}
	}
	return nil
}

// byGateway holds for what the gateway says itself: functions name the request in every answer.
func (e Exchange) byGateway() bool { return e.Header.Get("X-Request-Id") == "" }

// unrouted allows no other answer where there is no route than the gateway's.
func (e Exchange) unrouted() error {
	var said map[string]string
	own := e.byGateway() && json.Unmarshal(e.Body, &said) == nil && len(said) == 1 && said["message"] != ""
	if own && slices.Contains([]int{http.StatusNotFound, http.StatusRequestEntityTooLarge, http.StatusRequestHeaderFieldsTooLarge}, e.Status) {
		return nil
	}
	return errors.New("the contract has no such route")
}

// gatewaySays are the statuses with which the gateway answers in place of a function that there is.
var gatewaySays = []int{
	http.StatusRequestEntityTooLarge, http.StatusTooManyRequests, http.StatusRequestHeaderFieldsTooLarge,
	http.StatusInternalServerError, http.StatusServiceUnavailable,
}

// byService holds where the caller is a service, by its key.
func (e Exchange) byService() bool {
	token := e.Request.Header.Get("Private-Token") + strings.TrimPrefix(e.Request.Header.Get("Authorization"), "Bearer ")
	return strings.HasPrefix(token, "lkv_")
}

// namesUser holds for an answer whose headers say which user calls. They say it of no service, and of no staff
// who may only enrol a factor; then there is none of them.
func (e Exchange) namesUser() bool {
	named := func(header string) bool { return e.Header.Get(header) != "" }
	return !e.byService() && slices.ContainsFunc([]string{"X-User-Id", "X-User-Role", "X-Session-Id"}, named)
}

// checkMaker keeps the gateway and the functions to their own answers. The contract lists both under some
// statuses, and those of the gateway under "default", by which a function may not hide a status.
func (e Exchange) checkMaker(o *openapi3.Operation) error {
	media, _, _ := mime.ParseMediaType(e.Header.Get("Content-Type"))
	if e.byGateway() {
		if !slices.Contains(gatewaySays, e.Status) || media != "application/json" {
			return fmt.Errorf("nobody says so but the gateway: %d %s", e.Status, e.Body)
		}
		return nil
	}
	listed := o.Responses.Status(e.Status)
	if listed == nil {
		return fmt.Errorf("the route does not list the status %d", e.Status)
	}
	for name, header := range listed.Value.Headers {
		given, wanted := e.Header.Get(name) != "", header.Value.Extensions["x-users-only"] != true || e.namesUser()
		if given != wanted {
			return fmt.Errorf("the answer has %s: %v", name, given)
		}
	}
	// A page that refuses is for people, where the contract lists it.
	if e.Status >= http.StatusBadRequest && media != "application/problem+json" && (media != "text/html" || listed.Value.Content.Get(media) == nil) {
		return fmt.Errorf("a refusal in %q", media)
	}
	if len(listed.Value.Content) == 0 && len(e.Body) > 0 {
		return errors.New("the answer has a body where none is listed")
	}
	return nil
}

// reason leaves out the schema and the value, which the validator adds over many lines.
func reason(err error) error {
	var request *openapi3filter.RequestError
	var schema *openapi3.SchemaError
	where := ""
	if errors.As(err, &request) && request.Parameter != nil {
		where = request.Parameter.In + " " + request.Parameter.Name
	}
	if !errors.As(err, &schema) {
		return err
	}
	words := schema.Reason
	if _, causes, several := strings.Cut(words, "\n"); several { // the first line names the validator
		words = strings.Join(strings.Fields(causes), " ")
	}
	return fmt.Errorf("%s: %s", where, words)
}
