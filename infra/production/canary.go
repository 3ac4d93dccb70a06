package production

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"

	"latchkey/infra/template"
)

// gradual are the functions whose new version gets a part of the traffic first, beside the
// authorizer: those that most requests reach, and those without which nobody gets in. They are few
// on purpose. CodeDeploy moves each of them by calls of Lambda's control plane, which takes fifteen a second
// from an account, and no more for money; with all functions in one release it is refused some, and
// the release is rolled back for no fault of its own. Ten at most may move so.
var gradual = []string{"login", "two-factor", "get-user", "register", "confirm-email", "password-reset", "password-reset-confirm"}

func (s *service) gradual(f template.Function) bool {
	return slices.Contains(gradual, f.Name) || s.authorizes(f)
}

// canary is the preference by which a deployment moves them, empty for all at once. One that takes
// up a new value of a key has none: half of the processes would count, and seal cursors, under
// one key, half under the other, and with the front some would refuse the other's secret.
func (s *Settings) canary() string {
	if s.Parameters[keysAsOf] != "" {
		return ""
	}
	return s.Canary
}

// keysAsOf is the parameter by which a deployment takes up secrets that were rotated.
const keysAsOf = "KeysAsOf"

// overruled are the settings that another one decides, as the plan shows them.
func (s *Settings) overruled() map[string]string {
	if s.Parameters[keysAsOf] == "" {
		return nil
	}
	return map[string]string{"canary": "off, because " + parameterPrefix + keysAsOf + " is set: no two keys side by side"}
}

// endings are the alarms that take a deployment of a function back, by its name. For each that moves
// gradually they are those of its own errors and of what the whole service fails, and a share of the
// errors of those that move at once. CodeDeploy knows nothing of these, but one deployment that ends
// fails the update of the stack, and so everything goes back together.
func (s *service) endings(failures awscloudwatch.Alarm, errors map[string]awscloudwatch.Alarm) map[string][]awscloudwatch.Alarm {
	ends := map[string][]awscloudwatch.Alarm{}
	var turns []string
	for _, f := range s.Functions {
		if s.gradual(f) {
			ends[f.Name] = []awscloudwatch.Alarm{errors[f.Name], failures}
			turns = append(turns, f.Name)
		}
	}
	dealt := 0
	for _, f := range s.Functions {
		if s.routed(f) && !s.gradual(f) {
			turn := turns[dealt%len(turns)]
			ends[turn] = append(ends[turn], errors[f.Name])
			dealt++
		}
	}
	return ends
}
