package stack

import "fmt"

// endpoints are where the AWS services are, by the variables in which functions look for them.
func (s *Stack) endpoints() map[string]string {
	return map[string]string{
		"AWS_ENDPOINT_URL_DYNAMODB":        s.DynamoDBEndpoint,
		"AWS_ENDPOINT_URL_SESV2":           s.aws,
		"AWS_ENDPOINT_URL_SNS":             s.aws,
		"AWS_ENDPOINT_URL_KMS":             s.aws,
		"AWS_ENDPOINT_URL_SECRETS_MANAGER": s.aws,
	}
}

// Environment is the environment of all functions together, for a process beside the stack that
// needs the same values. It fails where two functions have different values for one name.
func (s *Stack) Environment() (map[string]string, error) {
	all := s.endpoints() // which win over the template
	seen := map[string]string{}
	for _, f := range s.Service.Functions {
		for name, value := range f.Environment {
			if other, before := seen[name]; before && other != value {
				return nil, fmt.Errorf("function %s has %s=%q, and another has %q", f.Name, name, value, other)
			}
			seen[name] = value
			if all[name] == "" {
				all[name] = value
			}
		}
	}
	return all, nil
}

// Secret is the value of a secret of the template, for a test that makes what functions decrypt.
func (s *Stack) Secret(logicalID string) string { return s.secrets.Value(logicalID) }
