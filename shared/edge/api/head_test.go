package api_test

import (
	"context"
	"testing"

	"latchkey/shared/edge/api"
)

// HEAD is answered as GET, without the body, whether the route gives one or refuses.
func TestHead(t *testing.T) {
	for name, route := range map[string]api.Func{
		"a page": func(_ context.Context, r *api.Request) (api.Reply, error) {
			if r.Method() != "GET" || r.Route() != "GET /docs" {
				t.Errorf("the route is asked %s %s", r.Method(), r.Route())
			}
			return api.Text("<p>", "text/html"), nil
		},
		"a refusal": func(context.Context, *api.Request) (api.Reply, error) { return api.Reply{}, context.Canceled },
	} {
		answers := map[string]api.Response{}
		for _, method := range []string{"GET", "HEAD"} {
			answers[method] = call(t, api.Anyone, route, func(e *api.Event) {
				e.RouteKey, e.RequestContext.HTTP.Method = method+" /docs", method
			})
		}
		get, head := answers["GET"], answers["HEAD"]
		if get.Body == "" || head.Body != "" || get.StatusCode != head.StatusCode || get.Headers["content-type"] != head.Headers["content-type"] {
			t.Errorf("%s: %+v, %+v", name, get, head)
		}
	}
}
