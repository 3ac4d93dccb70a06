package protectlambda_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/clients/protect"
	"latchkey/clients/protect/protectlambda"
)

const signedInAt = "2026-11-21T22:00:00Z"

func known(role string) map[string]any {
	return map[string]any{"user_id": "7", "role": role, "signed_in_at": signedInAt}
}

// changed is a valid context with one member set, or removed by nil.
func changed(name string, value any) map[string]any {
	c := known("user")
	c[name] = value
	if value == nil {
		delete(c, name)
	}
	return c
}

// problem has the members of a refusal that tests check.
type problem struct {
	Type, Title, Detail, Code string
	Status                    int
	RequestID                 string `json:"request_id"`
}

// a request that the authorizer names no caller for is refused, whatever
// it claims, and the handler does not run.
func TestRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		access     protect.Access
		authorizer *events.APIGatewayV2HTTPRequestContextAuthorizerDescription
		status     int
		code       string
	}{
		"no authorizer":             {protect.Users, nil, 401, "token_missing"},
		"another kind of it":        {protect.Users, &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: map[string]string{"user_id": "7", "role": "user"}}}, 401, "token_missing"},
		"an empty context":          {protect.Users, lambda(map[string]any{}), 401, "token_missing"},
		"Latchkey's other one":      {protect.Users, lambda(map[string]any{"refused": "token_invalid"}), 401, "token_invalid"},
		"an id that is a number":    {protect.Users, lambda(changed("user_id", 7.0)), 401, "token_invalid"},
		"an id that is a list":      {protect.Users, lambda(changed("user_id", []any{"7"})), 401, "token_invalid"},
		"no id":                     {protect.Users, lambda(changed("user_id", nil)), 401, "token_invalid"},
		"id 0":                      {protect.Users, lambda(changed("user_id", "0")), 401, "token_invalid"},
		"a negative id":             {protect.Users, lambda(changed("user_id", "-7")), 401, "token_invalid"},
		"an id beyond 64 bits":      {protect.Users, lambda(changed("user_id", "9223372036854775808")), 401, "token_invalid"},
		"no time":                   {protect.Users, lambda(changed("signed_in_at", nil)), 401, "token_invalid"},
		"a time in words":           {protect.Users, lambda(changed("signed_in_at", "today")), 401, "token_invalid"},
		"no role":                   {protect.Users, lambda(changed("role", nil)), 401, "token_invalid"},
		"no role, to whom none has": {protect.Roles(""), lambda(changed("role", "")), 401, "token_invalid"},
		"a role that is true":       {protect.Users, lambda(changed("role", true)), 401, "token_invalid"},
		"a role unknown here":       {protect.Users, lambda(known("auditor")), 403, "forbidden"},
		"a role in capitals":        {protect.Admins, lambda(known("ADMIN")), 403, "forbidden"},
		"staff, to a user":          {protect.Staff, lambda(known("user")), 403, "forbidden"},
		"admins, to support":        {protect.Admins, lambda(known("support")), 403, "forbidden"},
		"nobody, to an admin":       {protect.Access{}, lambda(known("admin")), 403, "forbidden"},
		"none of no roles":          {protect.Roles(), lambda(known("admin")), 403, "forbidden"},
	} {
		out, ran := call(t, c.access, c.authorizer)
		var p problem
		if err := json.Unmarshal([]byte(out.Body), &p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if ran != nil || out.StatusCode != c.status || p.Status != c.status || p.Code != c.code || p.RequestID != "r-1" || p.Type == "" || p.Title == "" || p.Detail == "" {
			t.Errorf("%s: %d %s, ran for %v", name, out.StatusCode, out.Body, ran)
		}
		if h := out.Headers; h["content-type"] != "application/problem+json" || h["cache-control"] != "no-store" || (h["www-authenticate"] == "Bearer") != (c.status == 401) {
			t.Errorf("%s: %v", name, h)
		}
	}
}

func TestAdmits(t *testing.T) {
	for role, accesses := range map[string][]protect.Access{
		"user":    {protect.Users, protect.Roles("user")},
		"support": {protect.Users, protect.Staff, protect.Roles("admin", "support")},
		"admin":   {protect.Users, protect.Staff, protect.Admins},
	} {
		at, err := time.Parse(time.RFC3339, signedInAt)
		if err != nil {
			t.Fatal(err)
		}
		for _, access := range accesses {
			out, caller := call(t, access, lambda(known(role)))
			if out.StatusCode != 204 || caller == nil || *caller != (protect.Caller{UserID: 7, Role: role, SignedInAt: at}) {
				t.Errorf("%s, by %v: %d for %v", role, access, out.StatusCode, caller)
			}
		}
	}
	if c, guarded := protect.CallerOf(t.Context()); guarded {
		t.Errorf("%+v calls, without a guard", c)
	}
}

func lambda(context map[string]any) *events.APIGatewayV2HTTPRequestContextAuthorizerDescription {
	return &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{Lambda: context}
}

// call makes a request that claims in every place to be from an admin, and gives the caller for
// whom the handler ran.
func call(t *testing.T, access protect.Access, authorizer *events.APIGatewayV2HTTPRequestContextAuthorizerDescription) (out events.APIGatewayV2HTTPResponse, ran *protect.Caller) {
	t.Helper()
	e := events.APIGatewayV2HTTPRequest{
		Headers:               map[string]string{"x-user-id": "1", "user_id": "1", "x-role": "admin", "role": "admin", "signed_in_at": signedInAt},
		QueryStringParameters: map[string]string{"user_id": "1", "role": "admin"},
		Body:                  `{"requestContext":{"authorizer":{"lambda":{"user_id":"1","role":"admin","signed_in_at":"` + signedInAt + `"}}}}`,
	}
	e.RequestContext.RequestID, e.RequestContext.Authorizer = "r-1", authorizer
	out, err := protectlambda.For(access, func(ctx context.Context, _ events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		c, _ := protect.CallerOf(ctx)
		ran = &c
		return events.APIGatewayV2HTTPResponse{StatusCode: 204}, nil
	})(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return out, ran
}
