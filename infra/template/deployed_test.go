package template_test

import (
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// settings are what the template sets of the API beside its routes.
type settings struct {
	Routes map[string]struct {
		Rate  any `yaml:"ThrottlingRateLimit"`
		Burst any `yaml:"ThrottlingBurstLimit"`
	} `yaml:"RouteSettings"`
	Auth struct {
		Authorizers map[string]struct {
			Identity struct {
				Every *int `yaml:"ReauthorizeEvery"`
			} `yaml:"Identity"`
		} `yaml:"Authorizers"`
	} `yaml:"Auth"`
}

func deployedSettings(t *testing.T, file string) settings {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Resources struct {
			API struct {
				Properties settings `yaml:"Properties"`
			} `yaml:"Api"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(source, &read); err != nil {
		t.Fatal(err)
	}
	return read.Resources.API.Properties
}

// the answers of an authorizer are not cached, and the template says so itself. Otherwise a
// session that has ended would go on for as long as AWS caches, and one caller's for all: the
// identity source, which is the key of the cache, is the route.
func TestAuthorizersAreAskedEachTime(t *testing.T) {
	for _, file := range []string{deployed, "../example/template.yaml"} {
		authorizers := deployedSettings(t, file).Auth.Authorizers
		if len(authorizers) == 0 {
			t.Fatalf("%s has no authorizer", file)
		}
		for name, a := range authorizers {
			if every := a.Identity.Every; every == nil || *every != 0 {
				t.Errorf("%s: %s is asked again after %v", file, name, every)
			}
		}
	}
}

// where anyone may have a password hashed, which takes a whole processor, the
// route has a rate of its own, so that a flood leaves room for those who are signed in; and no
// function goes on when the gateway has given up.
func TestHashesAreRationed(t *testing.T) {
	service, err := load(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	const aProcessor, gatewayWaits = 1769, 30
	rationed, rates := 0, deployedSettings(t, deployed).Routes
	for _, route := range service.Routes {
		f, _ := service.Function(route.Function)
		if f.Timeout >= gatewayWaits {
			t.Errorf("%s may take %d s", f.Name, f.Timeout)
		}
		if route.Authorizer != "" || f.MemoryMB < aProcessor {
			continue
		}
		rationed++
		if own := rates[route.Key()]; own.Rate == nil || own.Burst == nil {
			t.Errorf("%s has no rate of its own", route.Key())
		}
	}
	if rationed < 4 {
		t.Errorf("only %d routes were looked at", rationed)
	}
}

// keys are made by Secrets Manager, and a function is told where one is and not what it
// is. The origin's secret is apart: it proves a path, and guards no data.
func TestConfigurationHoldsNoKey(t *testing.T) {
	service, err := load(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, secret := range service.Secrets {
		if known[secret.ARN] = true; secret.Length < 32 {
			t.Errorf("%s has %d characters", secret.LogicalID, secret.Length)
		}
	}
	given := 0
	for _, f := range service.Functions {
		for name, value := range f.Environment {
			if strings.Contains(value, "{{resolve:") {
				t.Errorf("%s: %s is resolved at deployment", f.Name, name)
			}
			if strings.HasSuffix(name, "_KEY") {
				if given++; !known[value] {
					t.Errorf("%s: %s is no secret of the template", f.Name, name)
				}
			}
		}
	}
	if given == 0 {
		t.Error("no function is given a key")
	}
}
