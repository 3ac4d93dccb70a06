package template

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

type event struct {
	Type       string
	Properties struct {
		// of an HttpApi event
		ApiId, Method, Path string
		Auth                struct{ Authorizer string }
		// of a Schedule or ScheduleV2 event
		Schedule, ScheduleExpression, ScheduleExpressionTimezone string
		Name, Input, State                                       string
		Enabled                                                  *boolean
	}
}

func (s *scope) readEvents(out *Service) error {
	for _, f := range out.Functions {
		r, _ := s.resource(f.LogicalID)
		p, err := s.functionProperties(r)
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(p.Events)) {
			if err := s.readEvent(out, f, name, p.Events[name]); err != nil {
				return fmt.Errorf("resource %s: event %s: %w", f.LogicalID, name, err)
			}
		}
	}
	return nil
}

func (s *scope) readEvent(out *Service, f Function, name string, e event) error {
	switch e.Type {
	case "HttpApi":
		route, err := s.route(out, f, e)
		out.Routes = append(out.Routes, route)
		return err
	case "Schedule", "ScheduleV2":
		out.Schedules = append(out.Schedules, s.schedule(f, name, e))
		return nil
	}
	return fmt.Errorf("the type %q is not known here", e.Type)
}

func (s *scope) route(out *Service, f Function, e event) (Route, error) {
	api, err := s.apiOf(e.Properties.ApiId)
	if err != nil {
		return Route{}, err
	}
	route := Route{API: api, Method: strings.ToUpper(e.Properties.Method), Path: e.Properties.Path, Function: f.Name}
	if (route.Method == "") != (route.Path == "") {
		return Route{}, fmt.Errorf("a route has both a method and a path, or neither")
	}
	if route.Method == "X-AMAZON-APIGATEWAY-ANY-METHOD" {
		route.Method = "ANY"
	}
	for _, other := range out.Routes {
		if other.API == route.API && other.Key() == route.Key() {
			return Route{}, fmt.Errorf("%s also has the route %s", other.Function, route.Key())
		}
	}
	route.Authorizer, err = s.authorizerOf(out, api, e.Properties.Auth.Authorizer)
	return route, err
}

// apiOf finds the logical id of the API that an event names by its physical id.
func (s *scope) apiOf(physical string) (string, error) {
	if physical == "" {
		return implicitAPI, nil
	}
	for _, r := range s.resources {
		if id, _ := s.physicalID(r.id); r.kind == kindAPI && id == physical {
			return r.id, nil
		}
	}
	return "", fmt.Errorf("ApiId %s is no HTTP API of this template", physical)
}

func (s *scope) schedule(f Function, name string, e event) Schedule {
	p := e.Properties
	schedule := Schedule{
		Name:       f.LogicalID + name,
		Kind:       e.Type,
		Function:   f.Name,
		Expression: p.Schedule + p.ScheduleExpression,
		Timezone:   p.ScheduleExpressionTimezone,
		Input:      p.Input,
		Enabled:    p.State != "DISABLED" && (p.Enabled == nil || bool(*p.Enabled)),
	}
	if p.Name != "" {
		schedule.Name = p.Name
	}
	schedule.ARN = s.arn("events", "rule/"+schedule.Name)
	if e.Type == "ScheduleV2" {
		schedule.ARN = s.arn("scheduler", "schedule/default/"+schedule.Name)
	}
	return schedule
}
