package production

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssam"
	"github.com/aws/jsii-runtime-go"

	"latchkey/infra/template"
)

// alias is the version of a function that traffic goes to.
const alias = "live"

// deployGradually gives a new version of the functions that matter most a part of the traffic first,
// and takes it back when one of their alarms goes off. The others that clients reach move at once.
// What nobody waits on (the schedule, the first admin) has no traffic to divide; what is called from
// elsewhere by the function's own name takes the newest code, whatever the alias says.
func (s *service) deployGradually(ends map[string][]awscloudwatch.Alarm) {
	for _, f := range s.Functions {
		if s.routed(f) || s.authorizes(f) {
			s.publish(f)
		}
		if s.gradual(f) {
			s.shift(f, ends[f.Name])
		}
	}
	// So does an authorizer, as the template names it: it is named by its alias here. The alias
	// is SAM's to make and unknown to CDK, therefore the override.
	for _, a := range s.Authorizers {
		f, _ := s.Function(a.Function)
		s.api().AddPropertyOverride(jsii.String("Auth.Authorizers."+a.Name+".FunctionArn"), map[string]string{"Ref": f.LogicalID + ".Alias"})
	}
}

// publish makes each deployment a version. Without AllProperties a change of a setting alone
// would make none, and never be live.
func (s *service) publish(f template.Function) {
	s.function(f).SetAutoPublishAlias(jsii.String(alias))
	s.function(f).AddPropertyOverride(jsii.String("AutoPublishAliasAllProperties"), true)
}

// shift moves the traffic. With canary=off it moves at once, whatever the alarms say: while one
// is on, CodeDeploy refuses a deployment, even that of the repair.
func (s *service) shift(f template.Function, ends []awscloudwatch.Alarm) {
	preference := s.settings.canary()
	if preference == "" {
		return
	}
	var names []*string
	for _, alarm := range ends {
		names = append(names, alarm.AlarmName())
	}
	s.function(f).SetDeploymentPreference(&awssam.CfnFunction_DeploymentPreferenceProperty{
		Enabled: jsii.Bool(true),
		Type:    &preference,
		Alarms:  &names,
	})
}

func (s *service) routed(f template.Function) bool {
	for _, route := range s.Routes {
		if route.Function == f.Name {
			return true
		}
	}
	return false
}
