// Command notes is an API of one's own behind Latchkey's authorizer: users write notes and read
// their own, staff read everybody's.
//
// Whom each route is for is said beside it. Who calls is asked of package protect, and of
// nothing in the request.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"latchkey/clients/protect"
	"latchkey/clients/protect/protectlambda"
)

func main() {
	n := new(notebook)
	routes := map[string]protectlambda.Handler{
		"POST /notes":     protectlambda.For(protect.Users, n.add),
		"GET /notes/mine": protectlambda.For(protect.Users, n.mine),
		"GET /notes/all":  protectlambda.For(protect.Staff, n.all),
	}
	lambda.Start(func(ctx context.Context, e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		return routes[e.RouteKey](ctx, e) // the gateway knows no other routes than template.yaml
	})
}
