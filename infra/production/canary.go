package production

import (
	"slices"

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
