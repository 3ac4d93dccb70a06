package production_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// transformed is what CloudFormation makes of a stack, by the translator it uses itself. It is
// Python's aws-sam-translator, which comes with cfn-lint.
func transformed(t *testing.T, s stack) stack {
	t.Helper()
	var out, said bytes.Buffer
	transform := exec.CommandContext(t.Context(), translator(t), "testdata/transform.py")
	transform.Env = append(os.Environ(), "AWS_DEFAULT_REGION=eu-central-1")
	transform.Stdin, transform.Stdout, transform.Stderr = bytes.NewReader(s.source), &out, &said
	if err := transform.Run(); err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	return parse(t, out.Bytes())
}

// translator finds a Python that has the translator.
func translator(t *testing.T) string {
	t.Helper()
	for _, python := range []string{os.Getenv("LATCHKEY_PYTHON"), "../../build/ci/python/bin/python", "python3"} {
		if python != "" && exec.CommandContext(t.Context(), python, "-c", "import samtranslator").Run() == nil {
			return python
		}
	}
	missing(t, "no Python has aws-sam-translator: `pip install cfn-lint` where LATCHKEY_PYTHON or the PATH leads")
	return ""
}

// CloudFormation takes 500 resources in a stack, of which functions to come need some.
func TestStackHasRoom(t *testing.T) {
	resources := transformed(t, service(t, full)).Resources
	if len(resources) > 430 {
		t.Errorf("the stack has %d resources, and CloudFormation takes 500", len(resources))
	}
}

func TestGatewayCallsTheAuthorizerByItsAlias(t *testing.T) {
	s := transformed(t, service(t, plain))
	for _, a := range read(t).Authorizers {
		f, _ := read(t).Function(a.Function)
		uri := at(s.Resources[a.API].Properties, "Body", "components", "securitySchemes", a.Name, "x-amazon-apigateway-authorizer", "authorizerUri")
		if want := `{"Ref":"` + f.LogicalID + `Aliaslive"}`; !strings.Contains(text(uri), want) {
			t.Errorf("%s is called by %s, want %s", a.Name, text(uri), want)
		}
	}
}

// no TLS before 1.2.
func TestDomainIsMappedToTheStage(t *testing.T) {
	s := transformed(t, service(t, full))
	for _, kind := range []string{"AWS::ApiGatewayV2::DomainName", "AWS::ApiGatewayV2::ApiMapping", "AWS::Route53::RecordSetGroup"} {
		if found := s.ofType(kind); len(found) != 1 {
			t.Errorf("%s: %v", kind, found)
		}
	}
	domain := s.Resources[s.ofType("AWS::ApiGatewayV2::DomainName")[0]].Properties
	if at(domain, "DomainName") != "k7rq2m.latchkey.example" || at(domain, "DomainNameConfigurations", 0, "SecurityPolicy") != "TLS_1_2" {
		t.Errorf("the domain is %s", text(domain))
	}
}
