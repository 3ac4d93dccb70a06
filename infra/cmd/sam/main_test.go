package main

import (
	"slices"
	"strings"
	"testing"
)

// A developer's own AWS credentials do not reach the functions that run on their machine.
func TestNoCredentialsAreHandedOn(t *testing.T) {
	inherited := []string{
		"PATH=/bin", "USERS_TABLE=another", "AWS_ACCESS_KEY_ID=id", "AWS_SECRET_ACCESS_KEY=secret", "AWS_SESSION_TOKEN=token", "AWS_PROFILE=work",
	}
	told := environment(inherited, map[string]string{"USERS_TABLE": "latchkey-UsersTable"})
	for _, variable := range told {
		name, value, _ := strings.Cut(variable, "=")
		if slices.Contains(inherited[2:], variable) || strings.HasSuffix(name, "_FILE") && value != "/dev/null" {
			t.Errorf("it is told %s", variable)
		}
	}
	if !slices.Contains(told, "PATH=/bin") || told[len(told)-1] != "USERS_TABLE=latchkey-UsersTable" {
		t.Errorf("it is not told what it needs: %v", told)
	}
}
