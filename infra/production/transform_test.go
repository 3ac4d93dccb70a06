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

// transformed is what CloudFormation makes of a stack with the defaults of its parameters. The same is
// made once.
func transformed(t *testing.T, s stack) stack { return transformedWith(t, s, nil) }

func transformedWith(t *testing.T, s stack, parameters map[string]any) stack {
	t.Helper()
	makes.Lock()
	defer makes.Unlock()
	key := string(s.source) + text(parameters)
	if made[key] == nil {
		out, err := translate.SAM(t.Context(), "../..", s.source, parameters)
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

// CloudFormation takes 500 resources in a stack. The largest deployment would have 430 with 55 functions, and
// has room for ten functions more, each with a route of its own.
func TestStackHasRoom(t *testing.T) {
	const limit, toCome = 500, 10
	const functions, most = 55, 430
	s := transformed(t, synth(t, everything)[another])
	here, each := len(s.Resources), resourcesOfOneRoute(t, s)
	t.Logf("the stack has %d resources, and %d more for each route to come", here, each)
	beyond := (len(every(t).Functions) - functions) * each
	if here-beyond > most || here+toCome*each > limit {
		t.Errorf("the stack has %d resources, %d of them of functions beyond %d", here, beyond, functions)
	}
}

// resourcesOfOneRoute are the most that one route needs whose function moves at once, as those to come
// do: the function, its role, version and alias, its alarms, if it had any, and one permission.
func resourcesOfOneRoute(t *testing.T, s stack) (most int) {
	t.Helper()
	reached, ends := reached(t), endings(t, s, another)
	for _, f := range read(t).Functions {
		if !reached[f.Name] || ends[f.Name] != nil {
			continue
		}
		count := 1
		for id, r := range s.Resources {
			if strings.HasPrefix(id, f.LogicalID) && r.Type != "AWS::Lambda::Permission" {
				count++
			}
		}
		most = max(most, count)
	}
	return most
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
