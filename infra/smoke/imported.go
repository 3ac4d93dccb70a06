package smoke

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// gatewayLines are about the API as API Gateway imported it. A route that it left out without a
// word answers 404, and one whose authorizer it left out is open to anyone but for the function.
func (d *deployment) gatewayLines() []line {
	return []line{
		{"API Gateway imported the API without a warning", d.warnings},
		{"it has the routes of template.yaml, each with its authorizer", d.imported},
		{"it asks the authorizer for every request", d.authorizers},
		{"it has the limits of single routes", d.limits},
	}
}

func (d *deployment) gateway(ctx context.Context, out any, operation string, args ...string) error {
	return aws(ctx, out, append([]string{"apigatewayv2", operation, "--api-id", d.resources[d.service.Routes[0].API]}, args...)...)
}

func (d *deployment) warnings(ctx context.Context) error {
	var out struct{ Warnings, ImportInfo []string }
	if err := d.gateway(ctx, &out, "get-api"); err != nil {
		return err
	}
	if said := slices.Concat(out.Warnings, out.ImportInfo); len(said) > 0 {
		return errors.New(strings.Join(said, "; "))
	}
	return nil
}

func (d *deployment) imported(ctx context.Context) error {
	var out struct {
		Items []struct{ RouteKey, AuthorizationType string }
	}
	if err := d.gateway(ctx, &out, "get-routes"); err != nil {
		return err
	}
	want, got := map[string]bool{}, map[string]bool{}
	for _, r := range d.service.Routes {
		want[guarded(r.Key(), r.Authorizer != "")] = true
	}
	for _, r := range out.Items {
		got[guarded(r.RouteKey, r.AuthorizationType == "CUSTOM")] = true
	}
	if said := difference(want, got); said != "" {
		return errors.New(said)
	}
	return nil
}

func guarded(key string, by bool) string {
	if by {
		return key + " (with the authorizer)"
	}
	return key + " (for anyone)"
}

func (d *deployment) authorizers(ctx context.Context) error {
	var out struct {
		Items []struct {
			Name                         string
			AuthorizerResultTtlInSeconds int
		}
	}
	if err := d.gateway(ctx, &out, "get-authorizers"); err != nil {
		return err
	}
	want, got := map[string]bool{}, map[string]bool{}
	for _, a := range d.service.Authorizers {
		want[a.Name] = true
	}
	for _, a := range out.Items {
		got[a.Name] = true
		if a.AuthorizerResultTtlInSeconds != 0 {
			return fmt.Errorf("%s caches its answer for %d seconds", a.Name, a.AuthorizerResultTtlInSeconds)
		}
	}
	if said := difference(want, got); said != "" {
		return errors.New(said)
	}
	return nil
}

func (d *deployment) limits(ctx context.Context) error {
	var out struct {
		RouteSettings map[string]struct{ ThrottlingRateLimit float64 }
	}
	if err := d.gateway(ctx, &out, "get-stage", "--stage-name", "$default"); err != nil {
		return err
	}
	if out.RouteSettings["POST /users/login"].ThrottlingRateLimit == 0 {
		return errors.New("POST /users/login has none")
	}
	return nil
}
