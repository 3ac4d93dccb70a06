package latchctl

import (
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func each(c *cobra.Command, do func(*cobra.Command)) {
	do(c)
	for _, inner := range c.Commands() {
		each(inner, do)
	}
}

// Help is in sentences, and no flag takes a secret, which every user of the machine could see.
func TestHelp(t *testing.T) {
	a, n := &app{Streams: Streams{Getenv: func(string) string { return "" }}}, 0
	each(a.root(), func(c *cobra.Command) {
		n++
		if c.Short == "" || !unicode.IsUpper(rune(c.Short[0])) || strings.HasSuffix(c.Short, ".") || len(c.Short) > 90 {
			t.Errorf("%s: %q", c.CommandPath(), c.Short)
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" || strings.HasSuffix(f.Usage, ".") {
				t.Errorf("%s --%s: %q", c.CommandPath(), f.Name, f.Usage)
			}
			for _, word := range []string{"token", "secret", "code", "pin", "key"} {
				if strings.Contains(f.Name, word) {
					t.Errorf("%s has --%s", c.CommandPath(), f.Name)
				}
			}
			if strings.Contains(f.Name, "password") && f.Value.Type() == "string" {
				t.Errorf("%s has --%s", c.CommandPath(), f.Name)
			}
		})
	})
	if n < 30 {
		t.Errorf("only %d commands", n)
	}
}

// Each shell gets a script, which asks the program: it knows all commands.
func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		if got := run(t, nil, "", "completion", shell); got.code != 0 || !strings.Contains(got.out, "latchctl") || !strings.Contains(got.out, cobra.ShellCompRequestCmd) {
			t.Errorf("%s: %+v", shell, got)
		}
	}
	for line, want := range map[string][]string{
		"":                     {"sign-in", "users", "registration-keys", "service-keys", "flags", "allow-reset", "reset-factors", "verify-pin", "audit"},
		"users ":               {"list", "get", "create", "update", "delete", "import", "export"},
		"users import -":       {"--results", "--retry-failed"},
		"users list --role ":   {"user", "support", "admin"},
		"service-keys issue -": {"--scope", "--out"},
		"flags set ":           {"email_based_mfa"},
	} {
		words := strings.Split(line, " ")
		got := run(t, nil, "", append([]string{cobra.ShellCompRequestCmd}, words...)...)
		for _, w := range want {
			if !strings.Contains("\n"+got.out, "\n"+w) {
				t.Errorf("%q: no %s in %q", line, w, got.out)
			}
		}
	}
}
