package main

import (
	"slices"
	"strings"
	"testing"
)

// What a developer may do in an account is nothing that a function on his machine gets to do.
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

func TestExitCodes(t *testing.T) {
	for command, want := range map[string]int{"exit 0": 0, "exit 7": 7, "kill -9 $$": 1} {
		if code, err := foreground([]string{"sh", "-c", command}, nil); code != want || err != nil {
			t.Errorf("%s: %d %v, want %d", command, code, err, want)
		}
	}
	if code, err := foreground([]string{"there-is-no-such-command"}, nil); code != 127 || err == nil {
		t.Errorf("no command: %d %v", code, err)
	}
}
