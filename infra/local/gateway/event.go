package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// event is what the function of the route receives.
func (c *call) event() events.APIGatewayV2HTTPRequest {
	body, encoded := encodeBody(c.http.Header.Get("Content-Type"), c.body)
	return events.APIGatewayV2HTTPRequest{
		Version:               "2.0",
		RouteKey:              c.match.Key(),
		RawPath:               c.http.URL.Path, // an HTTP API decodes it, in spite of the name
		RawQueryString:        c.http.URL.RawQuery,
		Cookies:               cookies(c.http.Header),
		Headers:               c.headers(),
		QueryStringParameters: queryParameters(c.http.URL.RawQuery),
		PathParameters:        c.match.parameters,
		RequestContext:        c.requestContext(),
		Body:                  body,
		IsBase64Encoded:       encoded,
	}
}

func (c *call) requestContext() events.APIGatewayV2HTTPRequestContext {
	domain := c.gateway.config.Domain
	prefix, _, _ := strings.Cut(domain, ".")
	rc := events.APIGatewayV2HTTPRequestContext{
		RouteKey:     c.match.Key(),
		AccountID:    c.gateway.config.Account,
		Stage:        "$default",
		RequestID:    c.id,
		APIID:        "local",
		DomainName:   domain,
		DomainPrefix: prefix,
		Time:         c.started.UTC().Format("02/Jan/2006:15:04:05 -0700"),
		TimeEpoch:    c.started.UnixMilli(),
		HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
			Method:    c.http.Method,
			Path:      c.http.URL.Path,
			Protocol:  c.http.Proto,
			SourceIP:  sourceIP(c.http),
			UserAgent: c.http.UserAgent(),
		},
	}
	if c.context != nil {
		rc.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{Lambda: c.context}
	}
	return rc
}

// headers are lower-case, with repeated ones joined. Cookies have a member of their own.
func (c *call) headers() map[string]string {
	headers := map[string]string{
		"host":              c.http.Host,
		"content-length":    fmt.Sprint(len(c.body)),
		"x-forwarded-proto": "http",
		"x-amzn-trace-id":   fmt.Sprintf("Root=1-%08x-%024x", c.started.Unix(), c.started.UnixNano()),
	}
	for name, values := range c.http.Header {
		switch name {
		case "Cookie", "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Te":
		default:
			headers[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	forwarded := sourceIP(c.http)
	if before := c.http.Header.Values("X-Forwarded-For"); len(before) > 0 {
		forwarded = strings.Join(before, ", ") + ", " + forwarded
	}
	headers["x-forwarded-for"] = forwarded
	return headers
}

func cookies(header http.Header) []string {
	var list []string
	for _, line := range header.Values("Cookie") {
		for cookie := range strings.SplitSeq(line, ";") {
			if cookie = strings.TrimSpace(cookie); cookie != "" {
				list = append(list, cookie)
			}
		}
	}
	return list
}

// queryParameters are decoded, and repeated ones are joined by commas. What cannot be
// decoded stays as it is, so that the function gets to see it.
func queryParameters(raw string) map[string]string {
	parameters := map[string]string{}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, value = unescape(name), unescape(value)
		if before, repeated := parameters[name]; repeated {
			value = before + "," + value
		}
		parameters[name] = value
	}
	return parameters
}

func unescape(text string) string {
	if decoded, err := url.QueryUnescape(text); err == nil {
		return decoded
	}
	return text
}

// sourceIP is the peer of the connection; a header that claims another is ignored.
func sourceIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func (c *call) invoke(function string, event any, timeout time.Duration) ([]byte, error) {
	payload, err := json.Marshal(event)
	if err != nil {
		return nil, fmt.Errorf("write event: %w", err)
	}
	// A client that goes away does not end what it has started, as on Lambda.
	timeout *= time.Duration(max(1, c.gateway.config.Slowdown))
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.http.Context()), timeout)
	defer cancel()
	return c.gateway.config.Invoke(ctx, function, payload)
}
