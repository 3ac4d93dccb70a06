package stack

import (
	"fmt"

	"latchkey/infra/local/gateway"
	"latchkey/infra/local/kms"
	"latchkey/infra/local/rule"
	"latchkey/infra/local/schedule"
	"latchkey/infra/template"
)

// Read reads the template of a stack with that URL. Whatever it would not emulate it refuses by
// name: what is passed over here in silence works on a developer's machine alone, or in AWS alone.
func Read(config Config, url string) (*template.Service, error) {
	service, err := template.Load(config.Template, template.Options{
		Parameters:  config.Parameters,
		Assumed:     Assumed(url),
		TablePrefix: config.TablePrefix,
		Region:      region,
		AccountID:   account,
		Reader:      &template.Reader{Name: "the local stack", Ignored: ignored},
	})
	if err != nil {
		return nil, err
	}
	if _, err := gateway.New(gateway.Config{Service: service}); err != nil {
		return nil, fmt.Errorf("%s: %w", config.Template, err)
	}
	if err := kms.Check(service.KMSKeys); err != nil {
		return nil, fmt.Errorf("%s: %w", config.Template, err)
	}
	if err := checkPipes(service.Pipes); err != nil {
		return nil, fmt.Errorf("%s: %w", config.Template, err)
	}
	if _, err := schedule.New(service.Schedules, schedule.Wall{}, nil, account, region); err != nil {
		return nil, fmt.Errorf("%s: %w", config.Template, err)
	}
	rules, err := rule.New(service.Rules, nil, account, region)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", config.Template, err)
	}
	rules.Stop()
	return service, nil
}

// Assumed are the parameters that a local stack gives when nobody else does.
func Assumed(url string) map[string]string {
	return map[string]string{"MailFrom": "no-reply@latchkey.example", "PublicUrl": url, "AccessTokens": "on", "PasskeyDomain": "localhost"}
}
