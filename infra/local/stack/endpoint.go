package stack

import (
	"net/http"
	"strings"

	"latchkey/infra/local/gateway"
	"latchkey/infra/local/kms"
	"latchkey/infra/local/outbox"
	"latchkey/infra/local/secretsmanager"
)

// awsHandler serves the AWS services that share one endpoint. It tells them apart by their
// protocols.
func awsHandler(box *outbox.Outbox, secrets *secretsmanager.Server, keys *kms.Server) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v2/email/outbound-emails" && r.Method == http.MethodPost:
			box.ServeSES(w, r)
		case strings.HasPrefix(r.Header.Get("X-Amz-Target"), "secretsmanager."):
			secrets.ServeHTTP(w, r)
		case strings.HasPrefix(r.Header.Get("X-Amz-Target"), kms.Target):
			keys.ServeHTTP(w, r)
		case strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"):
			box.ServeSNS(w, r)
		default: // such as a request that only opens the connection
			http.NotFound(w, r)
		}
	})
}

// withLocalPages adds the pages of the local stack to the API, under a path of their own.
func withLocalPages(api *gateway.Gateway, pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_local/") {
			pages.ServeHTTP(w, r)
			return
		}
		api.ServeHTTP(w, r)
	})
}
