package production_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"latchkey/infra/production/translate"
)

var (
	made  = map[string][]byte{}
	makes sync.Mutex
)

// transformed is what CloudFormation makes of a stack. The same is made once.
func transformed(t *testing.T, s stack) stack {
	t.Helper()
	makes.Lock()
	defer makes.Unlock()
	key := string(s.source)
	if made[key] == nil {
		out, err := translate.SAM(t.Context(), "../..", s.source)
		if errors.Is(err, translate.ErrMissing) {
			missing(t, err.Error())
		}
		if err != nil {
			t.Fatal(err)
		}
		made[key] = out
	}
	return parse(t, made[key])
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
