package production_test

import (
	"strings"
	"testing"
)

// Each function is traced where the setting says so, and may then write traces. Otherwise none
// is, and none may.
func TestTracing(t *testing.T) {
	for want, context := range map[bool]map[string]any{false: plain, true: with(plain, map[string]any{"tracing": "on"})} {
		s := transformed(t, service(t, context))
		for _, f := range read(t).Functions {
			mode := at(s.Resources[f.LogicalID].Properties, "TracingConfig", "Mode")
			policies := strings.ToLower(text(at(s.Resources[f.LogicalID+"Role"].Properties, "ManagedPolicyArns")))
			if (mode == "Active") != want || strings.Contains(policies, "xray") != want {
				t.Errorf("tracing %v: %s has the mode %v and the policies %s", want, f.Name, mode, policies)
			}
		}
	}
}
