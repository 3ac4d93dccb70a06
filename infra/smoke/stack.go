package smoke

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// deployment is a stack of CloudFormation, as it says of itself.
type deployment struct {
	*run
	status    string
	outputs   map[string]string
	resources map[string]string   // physical ids by logical ones
	ofType    map[string][]string // logical ids by type
}

// findStack asks for the stack, and takes from it where the service answers.
func findStack(ctx context.Context, r *run) (*deployment, error) {
	var described struct {
		Stacks []struct {
			StackStatus string
			Outputs     []struct{ OutputKey, OutputValue string }
		}
	}
	if err := aws(ctx, &described, "cloudformation", "describe-stacks", "--stack-name", r.Stack); err != nil {
		return nil, err
	}
	var listed struct {
		StackResourceSummaries []struct{ LogicalResourceId, PhysicalResourceId, ResourceType string }
	}
	if err := aws(ctx, &listed, "cloudformation", "list-stack-resources", "--stack-name", r.Stack); err != nil {
		return nil, err
	}
	if len(described.Stacks) != 1 {
		return nil, fmt.Errorf("there are %d stacks with the name %s", len(described.Stacks), r.Stack)
	}
	d := &deployment{run: r, status: described.Stacks[0].StackStatus, outputs: map[string]string{}, resources: map[string]string{}, ofType: map[string][]string{}}
	for _, o := range described.Stacks[0].Outputs {
		d.outputs[o.OutputKey] = o.OutputValue
	}
	for _, l := range listed.StackResourceSummaries {
		d.resources[l.LogicalResourceId] = l.PhysicalResourceId
		d.ofType[l.ResourceType] = append(d.ofType[l.ResourceType], l.LogicalResourceId)
	}
	if r.API == "" {
		r.API = d.outputs["ApiUrl"]
	}
	return d, nil
}

func (d *deployment) lines() []line {
	return slices.Concat([]line{
		{"the last deployment of the stack was completed", d.completed},
		{"no deployment by canary failed", d.canaries},
		{"Lambda runs more than a new account's ten functions at once", d.concurrency},
		{"SES sends mail to any address", d.mailSandbox},
		{"SNS sends texts to any number", d.textSandbox},
	}, d.gatewayLines(), []line{
		{"cleanup has its schedule", d.schedule},
		{"cleanup runs", d.cleanup},
		{"create-admin starts, and refuses a payload without an admin", d.createAdmin},
	}, d.logLines())
}

func (d *deployment) completed(context.Context) error {
	if !strings.HasSuffix(d.status, "_COMPLETE") || strings.Contains(d.status, "ROLLBACK") {
		return fmt.Errorf("the stack is in %s: aws cloudformation describe-stack-events --stack-name %s", d.status, d.Stack)
	}
	return nil
}

func (d *deployment) canaries(ctx context.Context) error {
	applications, groups := d.ofType["AWS::CodeDeploy::Application"], d.ofType["AWS::CodeDeploy::DeploymentGroup"]
	if len(applications) != 1 {
		return skipped("nothing is deployed by canary here")
	}
	var failed []string
	for _, group := range groups {
		var out struct{ Deployments []string }
		err := aws(ctx, &out, "deploy", "list-deployments", "--application-name", d.resources[applications[0]],
			"--deployment-group-name", d.resources[group], "--include-only-statuses", "Failed", "Stopped")
		if err != nil {
			return err
		}
		failed = append(failed, out.Deployments...)
	}
	if len(failed) > 0 {
		return fmt.Errorf("%s failed or were stopped: aws deploy get-deployment --deployment-id …", strings.Join(failed, ", "))
	}
	return nil
}

func (d *deployment) concurrency(ctx context.Context) error {
	var out struct {
		AccountLimit struct{ ConcurrentExecutions int }
	}
	if err := aws(ctx, &out, "lambda", "get-account-settings"); err != nil {
		return err
	}
	if n := out.AccountLimit.ConcurrentExecutions; n <= 10 {
		return fmt.Errorf("the account runs %d at once: ask for 1,000", n)
	}
	return nil
}

func (d *deployment) mailSandbox(ctx context.Context) error {
	var out struct{ ProductionAccessEnabled, SendingEnabled bool }
	if err := aws(ctx, &out, "sesv2", "get-account"); err != nil {
		return err
	}
	if !out.SendingEnabled {
		return errors.New("SES has paused the account")
	}
	if !out.ProductionAccessEnabled {
		return skipped("the account is in the sandbox of SES, where mail reaches verified addresses only")
	}
	return nil
}

func (d *deployment) textSandbox(ctx context.Context) error {
	var out struct{ IsInSandbox bool }
	if err := aws(ctx, &out, "sns", "get-sms-sandbox-account-status"); err != nil {
		return err
	}
	if out.IsInSandbox {
		return skipped("the account is in the sandbox of SNS, where texts reach verified numbers only")
	}
	return nil
}

func (d *deployment) schedule(ctx context.Context) error {
	schedules := d.ofType["AWS::Scheduler::Schedule"]
	if len(schedules) != 1 {
		return fmt.Errorf("the stack has %d schedules, not 1", len(schedules))
	}
	var out struct{ State string }
	if err := aws(ctx, &out, "scheduler", "get-schedule", "--name", d.resources[schedules[0]]); err != nil {
		return err
	}
	if out.State != "ENABLED" {
		return fmt.Errorf("the schedule is %s", out.State)
	}
	return nil
}

func (d *deployment) cleanup(ctx context.Context) error {
	answer, failed, err := invoke(ctx, d.resources["CleanupFunction"], "{}")
	if err == nil && failed {
		err = errors.New(answer)
	}
	return err
}

// createAdmin is given what makes no admin, whether or not there is one.
func (d *deployment) createAdmin(ctx context.Context) error {
	answer, failed, err := invoke(ctx, d.resources["CreateAdminFunction"], `{"nothing":1}`)
	if err == nil && (!failed || !strings.Contains(answer, "malformed_json")) {
		err = fmt.Errorf("it answered %s", answer)
	}
	return err
}

// difference says what is on one side only.
func difference(want, got map[string]bool) string {
	var said []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if !got[name] {
			said = append(said, name+" is missing")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if !want[name] {
			said = append(said, name+" is not in template.yaml")
		}
	}
	return strings.Join(said, "; ")
}

// rotate gives PasscodeKey another value, as docs/operations.md does.
func (d *deployment) rotate(ctx context.Context) error {
	var drawn struct{ RandomPassword string }
	if err := aws(ctx, &drawn, "secretsmanager", "get-random-password", "--password-length", "64", "--exclude-punctuation"); err != nil {
		return err
	}
	return aws(ctx, nil, "secretsmanager", "put-secret-value", "--secret-id", d.resources["PasscodeKey"], "--secret-string", drawn.RandomPassword)
}
