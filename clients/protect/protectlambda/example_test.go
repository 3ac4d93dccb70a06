package protectlambda_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/clients/protect"
	"latchkey/clients/protect/protectlambda"
)

// A function behind an HTTP API with the authorizer that Latchkey exports. Its main passes the
// handler to lambda.Start.
func ExampleFor() {
	handler := protectlambda.For(protect.Users, func(ctx context.Context, _ events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		caller, _ := protect.CallerOf(ctx)
		return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusOK, Body: fmt.Sprintf("notes of user %d", caller.UserID)}, nil
	})

	var e events.APIGatewayV2HTTPRequest
	refused, _ := handler(context.Background(), e)
	fmt.Println(refused.StatusCode)

	e.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{Lambda: map[string]any{
		"user_id": "7", "role": "user", "signed_in_at": "2026-11-21T22:00:00Z",
	}}
	answer, _ := handler(context.Background(), e)
	fmt.Println(answer.StatusCode, answer.Body)
	// Output:
	// 401
	// 200 notes of user 7
}
