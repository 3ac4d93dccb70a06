package acceptance

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/cucumber/godog"

	"latchkey/infra/local/stack"
	"latchkey/infra/testing/testdb"
)

// The behaviour in words, each scenario against a service of its own.
func TestFeatures(t *testing.T) {
	suite := godog.TestSuite{
		ScenarioInitializer: func(sc *godog.ScenarioContext) { initialize(t, sc) },
		Options: &godog.Options{
			Format: "progress", Paths: []string{filepath.Join(root, "features")}, Strict: true, TestingT: t,
			Concurrency: 4,
		},
	}
	if suite.Run() != 0 {
		t.Error("not every scenario holds")
	}
}

// initialize sets a scene for each scenario and says what its sentences mean.
func initialize(t *testing.T, sc *godog.ScenarioContext) {
	var s *scene
	sc.Before(func(ctx context.Context, scenario *godog.Scenario) (context.Context, error) {
		var parameters []string
		for _, tag := range scenario.Tags {
			if tag.Name == "@keys" {
				parameters = append(parameters, "RegistrationMode=key")
			}
			if tag.Name == "@flag-alone" {
				parameters = append(parameters, "AdminResetCode=off")
			}
			if tag.Name == "@staff-totp" {
				parameters = append(parameters, "StaffFactor=totp")
			}
			if tag.Name == "@application" {
				parameters = append(parameters, "ReturnUrls="+notes)
			}
		}
		running, err := launch(ctx, stack.Config{DynamoDBEndpoint: testdb.OwnEndpoint(t), WithoutEvents: true}, parameters...)
		*s = scene{service: running, people: map[string]*person{}}
		return ctx, err
	})
	sc.After(func(ctx context.Context, _ *godog.Scenario, err error) (context.Context, error) {
		if s.Stack == nil {
			return ctx, nil // it did not start, and the error says why
		}
		s.end(t, err != nil)
		return ctx, nil
	})
	s = new(scene)
	s.preparations(sc)
	s.actions(sc)
	s.administration(sc)
	s.adminReset(sc)
	s.supportPINs(sc)
	s.invitations(sc)
	s.handOver(sc)
	s.rollout(sc)
	s.factors(sc)
	s.passkeys(sc)
	s.outcomes(sc)
}
