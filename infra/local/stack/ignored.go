package stack

import "latchkey/infra/template"

const (
	prose     = "it explains"
	lifetime  = "a data folder is removed by hand"
	operation = "nobody operates this stack but the developer at the terminal"
	backup    = "a local table holds nothing that needs a backup"
	invoking  = "anyone may invoke a function here"
	machine   = "a function runs as what was built for this machine"
	sharing   = "this machine's capacity is not shared"
)

// ignored lists the parts of a template that the local stack knows and ignores, because they mean
// nothing here. What is neither emulated nor in this list is refused.
var ignored = []template.Ignored{
	{Of: "template", Property: "AWSTemplateFormatVersion", Why: "there is one version"},
	{Of: "template", Property: "Description", Why: prose},
	{Of: "template", Property: "Metadata", Why: "it is for the console and for tools"},
	{Of: "parameter", Property: "Description", Why: prose},
	{Of: "parameter", Property: "NoEcho", Why: "no value is shown here"},
	{Of: "output", Property: "Description", Why: prose},
	{Of: "resource", Property: "DeletionPolicy", Why: lifetime},
	{Of: "resource", Property: "UpdateReplacePolicy", Why: lifetime},
	{Of: "resource", Property: "DependsOn", Why: "the parts start in an order of their own"},
	{Of: "resource", Property: "Metadata", Why: "it is for tools, such as the builder of SAM"},

	{Of: "AWS::Logs::LogGroup", Why: "what functions log goes to the terminal"},
	{Of: "AWS::CloudWatch::Alarm", Why: operation},
	{Of: "AWS::CloudWatch::CompositeAlarm", Why: operation},
	{Of: "AWS::CloudWatch::Dashboard", Why: operation},
	{Of: "AWS::Lambda::Permission", Why: invoking},
	{Of: "AWS::IAM::Role", Why: "what runs here asks for no permission"},
	{Of: "AWS::SQS::Queue", Why: "what a pipe gives up is told at the terminal"},
	{Of: "AWS::SQS::QueuePolicy", Why: "there is no queue"},

	{Of: "AWS::Serverless::HttpApi", Property: "AccessLogSettings", Why: "the gateway has access lines of its own"},
	{Of: "AWS::Serverless::HttpApi", Property: "Auth.Authorizers.*.EnableFunctionDefaultPermissions", Why: invoking},
	{Of: "AWS::Serverless::HttpApi", Property: "DefaultRouteSettings", Why: sharing},
	{Of: "AWS::Serverless::HttpApi", Property: "DefinitionBody.info", Why: prose},
	{Of: "AWS::Serverless::HttpApi", Property: "DefinitionBody.openapi", Why: "the document has nothing that a version changes"},
	{Of: "AWS::Serverless::HttpApi", Property: "DefinitionBody.paths.*.*.parameters", Why: "no gateway checks a path's parameters"},
	{Of: "AWS::Serverless::HttpApi", Property: "DefinitionBody.paths.*.parameters", Why: "no gateway checks a path's parameters"},
	{Of: "AWS::Serverless::HttpApi", Property: "DefinitionBody.servers", Why: "there is one address"},
	{Of: "AWS::Serverless::HttpApi", Property: "Description", Why: prose},
	{Of: "AWS::Serverless::HttpApi", Property: "DisableExecuteApiEndpoint", Why: "there is one address"},
	{Of: "AWS::Serverless::HttpApi", Property: "FailOnWarnings", Why: "nothing is imported"},
	{Of: "AWS::Serverless::HttpApi", Property: "RouteSettings", Why: sharing},
	{Of: "AWS::Serverless::HttpApi", Property: "Tags", Why: operation},

	{Of: "AWS::Serverless::Function", Property: "Architectures", Why: machine},
	{Of: "AWS::Serverless::Function", Property: "AutoPublishAlias", Why: "there is one version"},
	{Of: "AWS::Serverless::Function", Property: "DeploymentPreference", Why: "there is one version"},
	{Of: "AWS::Serverless::Function", Property: "Description", Why: prose},
	{Of: "AWS::Serverless::Function", Property: "EventInvokeConfig.MaximumRetryAttempts", Why: "a developer wants to see the first failure"},
	{Of: "AWS::Serverless::Function", Property: "Handler", Why: machine},
	{Of: "AWS::Serverless::Function", Property: "LoggingConfig", Why: "what functions log goes to the terminal"},
	{Of: "AWS::Serverless::Function", Property: "Policies", Why: "tests check what functions do against them, and nothing here refuses"},
	{Of: "AWS::Serverless::Function", Property: "Runtime", Why: machine},
	{Of: "AWS::Serverless::Function", Property: "Tags", Why: operation},
	{Of: "AWS::Serverless::Function", Property: "Tracing", Why: "there is no X-Ray here"},
	{Of: "AWS::Serverless::Function", Property: "EventInvokeConfig.MaximumEventAgeInSeconds", Why: "no event waits here"},
	{Of: "event ScheduleV2", Property: "Description", Why: prose},
	{Of: "event ScheduleV2", Property: "OmitName", Why: "nothing else is in this account"},

	{Of: "AWS::DynamoDB::Table", Property: "BillingMode", Why: "every table is on demand, and costs nothing"},
	{Of: "AWS::DynamoDB::Table", Property: "DeletionProtectionEnabled", Why: backup},
	{Of: "AWS::DynamoDB::Table", Property: "PointInTimeRecoverySpecification", Why: backup},
	{Of: "AWS::DynamoDB::Table", Property: "Tags", Why: operation},

	{Of: "AWS::Events::EventBus", Property: "Tags", Why: operation},
	{Of: "AWS::Pipes::Pipe", Property: "Description", Why: prose},
	{Of: "AWS::Pipes::Pipe", Property: "RoleArn", Why: "what runs here asks for no permission"},

	{Of: "AWS::SES::ConfigurationSet", Why: "mails go nowhere, whatever SES would do with them"},
	{Of: "AWS::SES::ConfigurationSetEventDestination", Why: "the outbox publishes for every configuration set"},

	{Of: "AWS::KMS::Key", Property: "Description", Why: prose},
	{Of: "AWS::KMS::Key", Property: "Tags", Why: operation},

	{Of: "AWS::SecretsManager::Secret", Property: "Description", Why: prose},
	{Of: "AWS::SecretsManager::Secret", Property: "GenerateSecretString.ExcludePunctuation", Why: "values have letters and digits alone"},
	{Of: "AWS::SecretsManager::Secret", Property: "Tags", Why: operation},
}
