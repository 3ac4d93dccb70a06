package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// checkAnswer holds the headers and the body of an answer to those that the contract lists for its status.
func (c *Contract) checkAnswer(e Exchange, route *routers.Route) error {
	status := strconv.Itoa(e.Status)
	if route.Operation.Responses.Value(status) == nil {
		status = "default"
	}
	listed := route.Operation.Responses.Value(status)
	if listed == nil {
		return errors.New("the status is not listed")
	}
	place := placed(listed.Ref, "/paths", route.Path, strings.ToLower(route.Method), "responses", status)
	for name, header := range listed.Value.Headers {
		if err := c.checkHeader(e.Header, name, header, placed(header.Ref, place, "headers", name)); err != nil {
			return fmt.Errorf("header %s: %w", name, err)
		}
	}
	if len(listed.Value.Content) == 0 {
		return nil
	}
	media, _, err := mime.ParseMediaType(e.Header.Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("the media type: %w", err)
	}
	content := listed.Value.Content[media]
	switch {
	case content == nil:
		return fmt.Errorf("the media type %s is not listed", media)
	case content.Schema == nil:
		return nil
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(e.Body))
	if err != nil {
		return fmt.Errorf("the body: %w", err)
	}
	return c.schemas.check(placed("", place, "content", media, "schema"), body)
}

func (c *Contract) checkHeader(given http.Header, name string, header *openapi3.HeaderRef, place string) error {
	values := given.Values(name)
	if len(values) == 0 && !header.Value.Required {
		return nil // who has to say what is for checkMaker
	}
	if len(values) != 1 {
		return fmt.Errorf("it is there %d times", len(values))
	}
	var value any = values[0]
	if header.Value.Schema.Value.Type.Is("integer") {
		if _, err := strconv.ParseInt(values[0], 10, 64); err != nil {
			return err
		}
		value = json.Number(values[0])
	}
	return c.schemas.check(placed("", place, "schema"), value)
}
