package template

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

type event struct {
	Type       string
	Properties any
}

type routeProperties struct {
	ApiId, Method, Path string
	Auth                struct{ Authorizer string }
}

type scheduleProperties struct{ ScheduleExpression string }

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
		var p routeProperties
		if err := s.options.decode("event "+e.Type, e.Properties, &p); err != nil {
			return err
		}
		route, err := s.route(out, f, p)
		out.Routes = append(out.Routes, route)
		return err
	case "ScheduleV2":
		var p scheduleProperties
		if err := s.options.decode("event "+e.Type, e.Properties, &p); err != nil {
			return err
		}
		out.Schedules = append(out.Schedules, s.schedule(f.LogicalID+name, f, p))
		return nil
	case "EventBridgeRule":
		var p ruleProperties
		if err := s.options.decode("event "+e.Type, e.Properties, &p); err != nil {
			return err
		}
		rule, err := ruleOf(f.LogicalID+name, f, p)
		out.Rules = append(out.Rules, rule)
		return err
	}
	return s.options.unknown(fmt.Sprintf("the type %q", e.Type))
}

func (s *scope) route(out *Service, f Function, p routeProperties) (Route, error) {
	api, err := s.apiOf(p.ApiId)
	if err != nil {
		return Route{}, err
	}
	route := Route{API: api, Method: strings.ToUpper(p.Method), Path: p.Path, Function: f.Name}
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
	route.Authorizer, err = s.authorizerOf(out, api, p.Auth.Authorizer)
	return route, err
}

// apiOf finds the logical id of the API that an event names by its physical id.
func (s *scope) apiOf(physical string) (string, error) {
	for _, r := range s.resources {
		if id, _ := s.physicalID(r.id); r.kind == kindAPI && id == physical {
			return r.id, nil
		}
	}
	return "", fmt.Errorf("ApiId %s is no HTTP API of this template", physical)
}

func (s *scope) schedule(name string, f Function, p scheduleProperties) Schedule {
	return Schedule{Name: name, ARN: s.arn("scheduler", "schedule/default/"+name), Function: f.Name, Expression: p.ScheduleExpression}
}
