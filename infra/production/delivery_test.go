package production_test

import (
	"slices"
	"strings"
	"testing"
)

// reached are the functions that clients reach, by a route or through the authorizer.
func reached(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, route := range read(t).Routes {
		all[route.Function] = true
	}
	for _, a := range read(t).Authorizers {
		all[a.Function] = true
	}
	return all
}

// endings are the alarms that take deployments back in a transformed template, by the functions
// that they are of, and without the stack's name before them.
func endings(t *testing.T, s stack, name string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, f := range read(t).Functions {
		alarms, _ := at(s.Resources[f.LogicalID+"DeploymentGroup"].Properties, "AlarmConfiguration", "Alarms").([]any)
		for _, alarm := range alarms {
			ref, _ := at(alarm, "Name", "Ref").(string)
			called, _ := s.Resources[ref].Properties["AlarmName"].(string)
			all[f.Name] = append(all[f.Name], strings.TrimPrefix(called, name+"-"))
		}
	}
	return all
}

func TestNewVersionsAreLive(t *testing.T) {
	s, reached := service(t, plain), reached(t)
	for _, f := range read(t).Functions {
		p := s.Resources[f.LogicalID].Properties
		if reached[f.Name] && (p["AutoPublishAlias"] != "live" || p["AutoPublishAliasAllProperties"] != true) {
			t.Errorf("%s: %s", f.Name, text(p))
		}
		if !reached[f.Name] && (p["AutoPublishAlias"] != nil || p["DeploymentPreference"] != nil) {
			t.Errorf("%s has no traffic to divide", f.Name)
		}
	}
}

// CodeDeploy moves the functions of a release all at once, by calls of which Lambda takes fifteen a
// second: ten functions at most move by a canary. Each is taken back by its own errors, by what the
// whole service fails, and by a crash of any function, those that move at once among them.
func TestFewMoveByACanaryAndWatchForAll(t *testing.T) {
	for name, context := range map[string]map[string]any{"latchkey": plain, another: everything} {
		s := transformed(t, synth(t, context)[name])
		ends := endings(t, s, name)
		if shifted := shifts(s); len(ends) == 0 || len(ends) > 10 || len(shifted) != len(ends) || len(s.ofType("AWS::CodeDeploy::DeploymentGroup")) != len(ends) {
			t.Errorf("%s: by a canary move %q, with %d groups of alarms", name, shifted, len(ends))
		}
		for _, wanted := range []string{"authorizer", "login", "two-factor", "register"} {
			if ends[wanted] == nil {
				t.Errorf("%s: %s moves at once", name, wanted)
			}
		}
		for function, alarms := range ends {
			if !slices.Equal(alarms, []string{function + "-errors", "failures", "crashes"}) {
				t.Errorf("%s: %s is taken back by %q", name, function, alarms)
			}
		}
	}
}

// The alarm that is called a function's is on the errors that Lambda counts of it, of each version.
func TestOwnErrorsAreTheFunctionsOwn(t *testing.T) {
	s := transformed(t, service(t, plain))
	for function := range endings(t, s, "latchkey") {
		f, _ := read(t).Function(function)
		p := alarmNames(s)[function+"-errors"].Properties
		want := `{"Metric":{"Dimensions":[{"Name":"FunctionName","Value":{"Ref":"` + f.LogicalID + `"}}],"MetricName":"Errors","Namespace":"AWS/Lambda"},"Period":60,"Stat":"Sum"}`
		if text(at(p, "Metrics", 0, "MetricStat")) != want || !twoOfFive(p) {
			t.Errorf("%s: %s", function, text(p))
		}
	}
}

// shifts are the aliases that CodeDeploy moves.
func shifts(s stack) (ids []string) {
	for _, id := range s.ofType("AWS::Lambda::Alias") {
		if s.Resources[id].UpdatePolicy["CodeDeployLambdaAliasUpdate"] != nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// SAM turns the preference into one that rolls back when its alarm goes off.
func TestDeploymentsRollBack(t *testing.T) {
	s := transformed(t, service(t, plain))
	groups := s.ofType("AWS::CodeDeploy::DeploymentGroup")
	if len(groups) == 0 {
		t.Fatal("there are no deployment groups")
	}
	for _, id := range groups {
		p := s.Resources[id].Properties
		if at(p, "AlarmConfiguration", "Enabled") != true || at(p, "AutoRollbackConfiguration", "Enabled") != true || !strings.Contains(text(p), "DEPLOYMENT_STOP_ON_ALARM") {
			t.Errorf("%s: %s", id, text(p))
		}
	}
}

// All functions move at once where that is asked for, and where a deployment takes up rotated
// keys: two values of one key, or of the origin's secret, are not to be in use side by side.
func TestTrafficMovesAtOnce(t *testing.T) {
	for what, context := range map[string]map[string]any{
		"canary=off": modest, "keys": with(plain, map[string]any{"param:KeysAsOf": "today", "canary": "Canary10Percent5Minutes"}), "the origin's secret": full,
	} {
		s := transformed(t, service(t, context))
		if len(shifts(s)) > 0 || len(s.ofType("AWS::Lambda::Alias")) != len(reached(t)) {
			t.Errorf("%s: by a canary move %q of %d", what, shifts(s), len(s.ofType("AWS::Lambda::Alias")))
		}
		says, _ := at(s.Metadata, "Latchkey::Settings", "canary").(string)
		if !strings.HasPrefix(says, "off") || context["param:KeysAsOf"] != nil && !strings.Contains(says, "KeysAsOf") {
			t.Errorf("%s: the plan says %q", what, says)
		}
	}
}
