package world

import (
	"context"
	"encoding/json"
	"net/http"

	"latchkey/shared/edge/api"
)

// Invoked has a function that no route reaches tried as one of a route: its error is a 500.
func Invoked[T any](serve func(ctx context.Context, payload json.RawMessage) (T, error)) Handler {
	return func(ctx context.Context, e api.Event) (api.Response, error) {
		var out api.Response
		result, err := serve(ctx, json.RawMessage(e.Body))
		if err != nil {
			out.StatusCode, out.Body = http.StatusInternalServerError, err.Error()
			return out, nil //nolint:nilerr // it is the answer
		}
		body, err := json.Marshal(result)
		out.StatusCode, out.Body = http.StatusOK, string(body)
		return out, err
	}
}

// Authorizing has an authorizer tried as a route: 200 tells who the caller is.
func Authorizing(status func(ctx context.Context, e api.AuthorizerEvent) (int, error)) Handler {
	return func(ctx context.Context, e api.Event) (api.Response, error) {
		code, err := status(ctx, api.AuthorizerEvent{Headers: e.Headers})
		var out api.Response
		out.StatusCode = code
		return out, err
	}
}
