// Package production is the CDK app of a production account: it includes template.yaml as it
// is and adds what an account wants around the service, namely packaged code, alarms, a
// dashboard, canary deployments, a domain, a sender of mail and a front of CloudFront and WAF.
//
// It owns what is watched and what is added. It must not know what the service consists of:
// functions, routes, tables and schedules are read from the template. It names the few functions
// that it treats unlike others: see gradual, firstAdmin and recovery; the log group of all, functionLogs,
// and the queue undeliveredEvents.
//
// Few functions have alarms of their own: those that move gradually, which their own errors take back, the
// one that other teams call, and what runs by schedule. The others share one, on a count of crashes that a
// filter takes from their log group. Each other way would cost or watch more. A query of Metrics Insights
// over the errors of Lambda is paid for each function that it reads, and cannot be limited to a stack: it
// joins conditions by AND alone, the names of functions are made at deployment, and tags are in metrics
// only where an account has turned that on. Metric math takes ten metrics, each paid. The log group is the stack's
// own, and the filter is free. Throttles are watched over the account, whose limit they are.
package production

import (
	"fmt"
	"path/filepath"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssam"
	"github.com/aws/aws-cdk-go/awscdk/v2/cloudformationinclude"
	"github.com/aws/jsii-runtime-go"

	"latchkey/infra/template"
)

// Files are where the template and the built functions are.
type Files struct {
	Template string
	Builds   string // <name>/bootstrap for each function
}

// In gives the files of the repository at root, as `make build` leaves them.
func In(root string) Files {
	return Files{Template: filepath.Join(root, "template.yaml"), Builds: filepath.Join(root, "build")}
}

// service is the stack with the template in it. The template is there twice: included, to be
// added to, and read, to ask what there is.
type service struct {
	*template.Service
	stack    awscdk.Stack
	included cloudformationinclude.CfnInclude
	settings Settings
}

// Add adds the stacks of a deployment to app.
func Add(app awscdk.App, files Files, settings Settings) error {
	read, err := template.Load(files.Template, template.Options{Parameters: settings.Parameters})
	if err != nil {
		return fmt.Errorf("settings param:…: %w", err)
	}
	s := &service{Service: read, settings: settings, stack: awscdk.NewStack(app, &settings.Stack, &awscdk.StackProps{
		Env: &awscdk.Environment{Region: optional(settings.Region), Account: optional(settings.Account)},
	})}
	s.stack.AddMetadata(jsii.String(MetadataKey), settings.shown())
	s.include(files.Template)
	if err := s.packageFunctions(files); err != nil {
		return err
	}
	alarms := s.addAlarms()
	s.deployGradually(alarms)
	s.trace()
	s.addDashboard()
	s.addDomain()
	s.addMail()
	if settings.Front {
		addFront(app, s)
	}
	return nil
}

// decided are the parameters by which functions are there or not. The dashboard names every function, so
// another value needs another synthesis.
var decided = []string{"AccessTokens", "Pages"}

// include makes the template's resources those of the stack. A parameter that is set becomes
// its value: left as a parameter, CloudFormation would keep the value of the deployment before.
func (s *service) include(file string) {
	values := map[string]any{}
	for _, name := range decided {
		values[name] = s.Parameters[name]
	}
	for name, value := range s.settings.Parameters {
		values[name] = value
		if list, isList := s.Lists[name]; isList {
			values[name] = elements(list)
		}
	}
	if s.settings.Front {
		values[originSecretParameter] = s.addOriginSecret()
	}
	s.included = cloudformationinclude.NewCfnInclude(s.stack, jsii.String("Template"), &cloudformationinclude.CfnIncludeProps{
		TemplateFile: &file,
		Parameters:   &values,
	})
}

// elements are those of a list as the CDK takes them: it joins no list without any.
func elements(list []string) []string {
	if len(list) == 0 {
		return []string{""}
	}
	return list
}

func (s *service) function(f template.Function) awssam.CfnFunction {
	return s.included.GetResource(&f.LogicalID).(awssam.CfnFunction)
}

// api is the one HTTP API of the template.
func (s *service) api() awssam.CfnHttpApi {
	return s.included.GetResource(&s.Routes[0].API).(awssam.CfnHttpApi)
}

func (s *service) output(name, description string, value *string) {
	awscdk.NewCfnOutput(s.stack, &name, &awscdk.CfnOutputProps{Description: &description, Value: value})
}

// optional is nil for what is not set.
func optional(value string) *string {
	if value == "" {
		return nil
	}
	return &value
}
