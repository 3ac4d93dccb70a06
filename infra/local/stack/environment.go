package stack

import "fmt"

// endpoints are where the AWS services are, by the variables in which functions look for them.
func (s *Stack) endpoints() map[string]string {
	return map[string]string{
		"AWS_ENDPOINT_URL_DYNAMODB":        s.DynamoDBEndpoint,
		"AWS_ENDPOINT_URL_SESV2":           s.aws,
		"AWS_ENDPOINT_URL_SNS":             s.aws,
		"AWS_ENDPOINT_URL_SECRETS_MANAGER": s.aws,
	}
}

// Environment is what the functions are told, all of them taken together, for whoever stands
// beside the stack and is to find what they find. It fails where two are told different things
// by one name.
func (s *Stack) Environment() (map[string]string, error) {
	all := s.endpoints() // which count for more than what the template says
	told := map[string]string{}
	for _, f := range s.Service.Functions {
		for name, value := range f.Environment {
			if other, before := told[name]; before && other != value {
				return nil, fmt.Errorf("function %s is told that %s is %q, and another that it is %q", f.Name, name, value, other)
			}
			told[name] = value
			if all[name] == "" {
				all[name] = value
			}
		}
	}
	return all, nil
}

// Secret is the value of a secret of the template, for whoever is to make what functions open.
func (s *Stack) Secret(logicalID string) string { return s.secrets.Value(logicalID) }
