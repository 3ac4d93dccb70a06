package production_test

import (
	"encoding/json"
	"maps"
	"testing"
)

// RouteSettings has no types, by which CloudFormation would turn the text of a parameter into a
// number: whatever a deployment chooses has to stand there as one.
func TestGatewayLimitsAreNumbers(t *testing.T) {
	for _, c := range []map[string]any{plain, with(full, map[string]any{"param:SignInsPerSecond": 1000, "param:RequestsPerSecond": 5000})} {
		s := transformed(t, service(t, c))
		var conditions struct{ Conditions map[string]any }
		if err := json.Unmarshal(s.source, &conditions); err != nil {
			t.Fatal(err)
		}
		stage := s.Resources[s.ofType("AWS::ApiGatewayV2::Stage")[0]].Properties
		limits := map[string]any{"default": stage["DefaultRouteSettings"]}
		routes, _ := stage["RouteSettings"].(map[string]any)
		maps.Copy(limits, routes)
		for route, set := range limits {
			for _, limit := range []string{"ThrottlingRateLimit", "ThrottlingBurstLimit"} {
				if !numbers(at(set, limit), conditions.Conditions) {
					t.Errorf("%s: %s is %s", route, limit, text(at(set, limit)))
				}
			}
		}
		if len(routes) < 5 {
			t.Errorf("%d routes have limits", len(routes))
		}
		if _, open := s.Parameters["SignInsPerSecond"]; !open && text(conditions.Conditions["SignIns1000"]) != `{"Fn::Equals":["1000","1000"]}` {
			t.Errorf("the choice is %s", text(conditions.Conditions["SignIns1000"]))
		}
	}
}

// numbers holds for a number, and for a choice of nothing else by conditions that there are.
func numbers(value any, conditions map[string]any) bool {
	if _, ok := value.(float64); ok {
		return true
	}
	name, _ := at(value, "Fn::If", 0).(string)
	return conditions[name] != nil && numbers(at(value, "Fn::If", 1), conditions) && numbers(at(value, "Fn::If", 2), conditions)
}
