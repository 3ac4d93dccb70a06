package gateway

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/aws/aws-lambda-go/events"
)

// authorize asks the authorizer of the route, if it has one, and keeps what it says of
// the caller. Nothing is cached.
func (c *call) authorize() *response {
	a, guarded := c.gateway.authorizers[c.match.API+"/"+c.match.Authorizer]
	if c.match.Authorizer == "" {
		return nil
	}
	if !guarded {
		return pointer(internalError())
	}
	identity, complete := c.identity(a)
	if !complete { // API Gateway does not call the function then
		return pointer(message(http.StatusUnauthorized, "Unauthorized"))
	}
	answer, err := c.invoke(a.Function, c.authorizerEvent(identity), authorizerTimeout)
	if err != nil {
		return pointer(internalError())
	}
	verdict, err := parseVerdict(answer)
	if err != nil {
		return pointer(internalError())
	}
	if !*verdict.IsAuthorized {
		return pointer(message(http.StatusForbidden, "Forbidden"))
	}
	c.context = verdict.Context
	return nil
}

type verdict struct {
	IsAuthorized *bool          `json:"isAuthorized"`
	Context      map[string]any `json:"context"`
}

func parseVerdict(answer []byte) (verdict, error) {
	v := verdict{}
	if err := json.Unmarshal(answer, &v); err != nil {
		return v, err
	}
	if v.IsAuthorized == nil {
		return v, errors.New("isAuthorized is missing")
	}
	if v.Context == nil {
		v.Context = map[string]any{}
	}
	return v, nil
}

func (c *call) authorizerEvent(identity []string) events.APIGatewayV2CustomAuthorizerV2Request {
	e := c.event()
	return events.APIGatewayV2CustomAuthorizerV2Request{
		Version:               "2.0",
		Type:                  "REQUEST",
		RouteArn:              "arn:aws:execute-api:us-east-1:" + c.gateway.config.Account + ":local/$default/" + c.http.Method + c.http.URL.Path,
		IdentitySource:        identity,
		RouteKey:              e.RouteKey,
		RawPath:               e.RawPath,
		RawQueryString:        e.RawQueryString,
		Cookies:               e.Cookies,
		Headers:               e.Headers,
		QueryStringParameters: e.QueryStringParameters,
		RequestContext:        e.RequestContext,
		PathParameters:        e.PathParameters,
	}
}

func pointer(r response) *response { return &r }
