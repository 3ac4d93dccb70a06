package protect_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/shared/protect"
)

// A function behind an HTTP API whose authorizer is the one that Latchkey exports. Its main
// gives the handler to lambda.Start.
func ExampleLambda() {
	handler := protect.Lambda(protect.Users, func(ctx context.Context, _ events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
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

// A service that runs anywhere, and asks Latchkey who calls.
func ExampleGuard() {
	latchkey := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, `{"id": 7, "role": "user"}`)
	}))
	defer latchkey.Close()

	guard, err := protect.NewGuard(latchkey.URL, nil, 2*time.Second)
	if err != nil {
		fmt.Println(err)
		return
	}
	notes := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller, _ := protect.CallerOf(r.Context())
		_, _ = fmt.Fprintf(w, "notes of user %d", caller.UserID)
	})
	mux := http.NewServeMux()
	mux.Handle("GET /notes/mine", guard.For(protect.Users)(notes))
	mux.Handle("GET /notes/all", guard.For(protect.Staff)(notes))

	for _, path := range []string{"/notes/mine", "/notes/all"} {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Authorization", "Bearer lks_Ado")
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		fmt.Println(path, w.Code)
	}
	// Output:
	// /notes/mine 200
	// /notes/all 403
}
