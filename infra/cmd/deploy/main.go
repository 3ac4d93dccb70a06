// Command deploy is the CDK app that deploys Latchkey to an account. The CDK's command line runs
// it, in infra/, where cdk.json is; `make synth` and `make plan` show what it makes.
package main

import (
	"fmt"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"latchkey/infra/production"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	context := app.Node().GetAllContext(nil).(map[string]any)
	settings, err := production.ReadSettings(context, os.Getenv)
	if err != nil {
		return err
	}
	if err := production.Add(app, production.In(".."), settings); err != nil {
		return err
	}
	app.Synth(nil)
	return nil
}
