package acceptance

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/cucumber/godog"
)

// needs are the parameters of the service that a scenario with a tag needs.
var needs = map[string]string{
	"@keys":        "RegistrationMode=key",
	"@flag-alone":  "AdminResetCode=off",
	"@staff-totp":  "StaffFactor=totp",
	"@application": "ReturnUrls=" + notes,
}

// The behaviour in words. No scenario shares a service with another at the same time.
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
	var needed []string
	sc.Before(func(ctx context.Context, scenario *godog.Scenario) (context.Context, error) {
		for _, tag := range scenario.Tags {
			if p, ok := needs[tag.Name]; ok {
				needed = append(needed, p)
			}
		}
		running, err := shared.take(ctx, t, needed...)
		*s = scene{service: running, people: map[string]*person{}}
		return ctx, err
	})
	sc.After(func(ctx context.Context, _ *godog.Scenario, err error) (context.Context, error) {
		if s.Stack == nil {
			return ctx, nil // it did not start, and the error says why
		}
		shared.giveBack(t, s.service, err != nil, needed...)
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
