package smoke

import (
	"context"
	"net/http"
)

// frontLines are about the API behind CloudFront and WAF.
func (d *deployment) frontLines() []line {
	return []line{
		{"the API's own endpoint is closed", d.closedEndpoint},
		{"the API refuses requests that bypass CloudFront", d.pastFront},
		{"WAF refuses a client without User-Agent", d.noUserAgent},
	}
}

// front says whether there is one: it closes the endpoint that every API has.
func (d *deployment) front(ctx context.Context) error {
	var out struct{ DisableExecuteApiEndpoint bool }
	if err := d.gateway(ctx, &out, "get-api"); err != nil {
		return err
	}
	if !out.DisableExecuteApiEndpoint {
		return skipped("there is no edge proxy here")
	}
	return nil
}

func (d *deployment) closedEndpoint(ctx context.Context) error {
	if err := d.front(ctx); err != nil {
		return err
	}
	var out struct{ ApiEndpoint string }
	if err := d.gateway(ctx, &out, "get-api"); err != nil {
		return err
	}
	a, err := d.ask(ctx, asking{method: http.MethodGet, path: out.ApiEndpoint + "/health"})
	if err == nil && a.status < 400 {
		return a.wrong("a refusal")
	}
	return err
}

func (d *deployment) pastFront(ctx context.Context) error {
	if err := d.front(ctx); err != nil {
		return err
	}
	domains := d.ofType["AWS::ApiGatewayV2::DomainName"]
	if len(domains) != 1 {
		return skipped("the API has no domain of its own")
	}
	a, err := d.ask(ctx, asking{method: http.MethodGet, path: "https://" + d.resources[domains[0]] + "/health"})
	if err != nil {
		return err
	}
	return a.refused(http.StatusForbidden, "direct_access")
}

func (d *deployment) noUserAgent(ctx context.Context) error {
	if err := d.front(ctx); err != nil {
		return err
	}
	_, err := d.get(ctx, "/health", http.StatusForbidden, "User-Agent", "")
	return err
}
