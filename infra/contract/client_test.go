package contract

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	latchkey "latchkey/clients/go"
)

// The types of the client in Go have the members that the contract has, no others, and nil where it has null.
func TestTypesOfTheClientAreThoseOfTheContract(t *testing.T) {
	c := contractOf(t)
	body := func(path, method string) *openapi3.Schema {
		return c.document.Paths.Value(path).GetOperation(method).RequestBody.Value.Content["application/json"].Schema.Value
	}
	schema := func(name string) *openapi3.Schema { return c.document.Components.Schemas[name].Value }
	for of, want := range map[any]*openapi3.Schema{
		new(latchkey.Challenge):    schema("Challenge"),
		latchkey.SignedIn{}:        schema("SignedIn"),
		latchkey.AuditEvent{}:      schema("AuditEvent"),
		latchkey.RegistrationKey{}: schema("RegistrationKey"),
		latchkey.FieldProblem{}:    schema("FieldProblem"),
		new(latchkey.User):         schema("User"),
		new(latchkey.Registration): body("/users/register", "POST"),
		new(latchkey.Changes):      body("/users/{id}", "PATCH"),
		latchkey.HeldPIN{}:         schema("HeldPIN"),
		latchkey.Factor{}:          schema("Factor"),
		new(latchkey.FactorList):   schema("FactorList"),
		latchkey.Device{}:          schema("Device"),
		new(latchkey.UserExport):   schema("UserExport"),
		latchkey.ResetGrant{}:      schema("ResetGrant"),
		new(latchkey.FeatureFlag):  schema("FeatureFlag"),
		new(latchkey.NewUser):      body("/users/bulk", "POST").Properties["users"].Value.Items.Value,
		latchkey.Outcome{}:         schema("RegisteredItem"),
		latchkey.NewKeys{}:         body("/api/v1/admin/registration-keys", "POST"),
		new(latchkey.ServiceKey):   schema("ServiceKey"),

		new(latchkey.DeviceList):       schema("DeviceList"),
		latchkey.RecoveryCodesLeft{}:   schema("RecoveryCodesLeft"),
		latchkey.AuthenticatorSecret{}: schema("AuthenticatorSecret"),
		new(latchkey.NewPasskey):       schema("NewPasskey"),
		new(latchkey.ConfirmedFactor):  schema("ConfirmedFactor"),
		new(latchkey.IssuedServiceKey): schema("IssuedServiceKey"),
		new(latchkey.NewServiceKey):    body("/api/v1/admin/service-keys", "POST"),
	} {
		sameMembers(t, reflect.Indirect(reflect.ValueOf(of)).Type(), want)
	}
}

func sameMembers(t *testing.T, of reflect.Type, want *openapi3.Schema) {
	t.Helper()
	var names []string
	for _, field := range reflect.VisibleFields(of) {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" || field.Anonymous {
			continue
		}
		names = append(names, name)
		member, known := want.Properties[name]
		if !known {
			t.Errorf("%s has %s, which the contract has not", of, name)
			continue
		}
		isNil := slices.Contains([]reflect.Kind{reflect.Pointer, reflect.Map, reflect.Slice}, field.Type.Kind())
		if nullable(member.Value) && !isNil {
			t.Errorf("%s.%s can be null, and is a %s", of, field.Name, field.Type)
		}
		if !slices.Contains(want.Required, name) && options != "omitempty" {
			t.Errorf("%s.%s cannot be left out, and in the contract it can", of, field.Name)
		}
	}
	for name := range want.Properties {
		if !slices.Contains(names, name) {
			t.Errorf("%s has no %s", of, name)
		}
	}
}

func nullable(s *openapi3.Schema) bool {
	if s.Type != nil && s.Type.Includes("null") {
		return true
	}
	return slices.ContainsFunc(s.AllOf, func(r *openapi3.SchemaRef) bool { return nullable(r.Value) })
}
