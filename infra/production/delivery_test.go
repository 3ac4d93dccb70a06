package production_test

import (
	"strings"
	"testing"
)

func TestNewVersionsGetAPartOfTheTrafficFirst(t *testing.T) {
	s, service := service(t, plain), read(t)
	routed := map[string]bool{}
	for _, route := range service.Routes {
		routed[route.Function] = true
	}
	for _, a := range service.Authorizers {
		routed[a.Function] = true
	}
	for _, f := range service.Functions {
		p := s.Resources[f.LogicalID].Properties
		if !routed[f.Name] {
			if p["AutoPublishAlias"] != nil || p["DeploymentPreference"] != nil {
				t.Errorf("%s has no traffic to divide", f.Name)
			}
			continue
		}
		if p["AutoPublishAlias"] != "live" || p["AutoPublishAliasAllProperties"] != true || at(p, "DeploymentPreference", "Type") != "Canary10Percent5Minutes" {
			t.Errorf("%s: %s", f.Name, text(p))
		}
		for i, want := range []string{f.Name + "-errors", "failures"} {
			alarm, _ := at(p, "DeploymentPreference", "Alarms", i, "Ref").(string)
			if name := s.Resources[alarm].Properties["AlarmName"]; name != "latchkey-"+want {
				t.Errorf("%s is rolled back by %v, want %s", f.Name, name, want)
			}
		}
	}
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

func TestTrafficMovesAtOnceWhenAskedTo(t *testing.T) {
	p := service(t, modest).Resources["LoginFunction"].Properties
	if p["AutoPublishAlias"] != "live" || p["DeploymentPreference"] != nil {
		t.Errorf("%s", text(p))
	}
}
