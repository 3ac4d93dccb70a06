package template_test

import (
	"slices"
	"strings"
	"testing"

	"latchkey/infra/template"
)

// deployed is the template of the service: what is refused or resolved here is so in production.
const deployed = "../../template.yaml"

func load(t *testing.T, parameters map[string]string) (*template.Service, error) {
	t.Helper()
	given := map[string]string{"MailFrom": "no-reply@latchkey.example"}
	for name, value := range parameters {
		given[name] = value
	}
	return template.Load(deployed, template.Options{Parameters: given})
}

func TestParametersAreRefused(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"NoSuchThing", "1", "parameter NoSuchThing is unknown; the template has ServiceName"},
		{"EmailConfirmation", "maybe", `"maybe" is not one of on, off`},
		{"MailFrom", "nobody", `"nobody" is not an address`},
		{"MailFrom", "a@b\nc@d e", "is not an address"},
		{"MailFrom", "Acme a@b", "is not an address"},
		{"MailFrom", "Acme <a@b", "is not an address"},
		{"MailFrom", "Acme\n <a@b>", "is not an address"},
		{"MailFrom", "bank@evil <a@b>", "is not an address"},
		{"MailFrom", "${AWS::Region} <a@b>", "is not an address"},
		{"MailFrom", "A <x@y> <a@b>", "is not an address"},
		{"ReplyTo", "nobody", `"nobody" is not an address`},
		{"ServiceName", " Acme", "is not 1 to 30 characters"},
		{"ServiceName", "Acme\n", "is not 1 to 30 characters"},
		{"ServiceName", "", "is not 1 to 30 characters"},
		{"ServiceName", strings.Repeat("日", 31), "is not 1 to 30 characters"},
		{"PublicUrl", "http://id.acme.example", "is not an https address"},
		{"PublicUrl", "https://id.acme.example/", "is not an https address"},
		{"PublicUrl", "https://id.acme.example/auth/", "is not an https address"},
		{"PublicUrl", "https://id.acme.example/auth?x", "is not an https address"},
		{"PublicUrl", "https://me@acme.example", "is not an https address"},
		{"ConfirmUrl", "http://app.acme.example/confirm", "is not an https address"},
		{"ConfirmUrl", "https://app.acme.example/#/confirm", "is not an https address"},
		{"ConfirmUrl", "/confirm", "is not an https address"},
		{"ResetUrl", "https://app.acme.example/#reset", "is not an https address"},
		{"ResetUrl", "javascript:alert(1)", "is not an https address"},
		{"PasswordMinLength", "7", "7 is below its minimum of 8"},
		{"PasscodeMinutes", "16", "16 is above its maximum of 15"},
		{"PasscodeMinutes", "ten", `"ten" is not a number`},
		{"AllowedOrigins", "app.example", `"app.example" is not an origin`},
		{"AllowedOrigins", "*", `"*" is not an origin`},
		{"AllowedOrigins", "https://*", `"https://*" is not an origin`},
		{"AllowedOrigins", "https://*.app.example", `is not an origin`},
		{"AllowedOrigins", "null", `"null" is not an origin`},
		{"AllowedOrigins", "https://app.example/", `"https://app.example/" is not an origin`},
		{"AllowedOrigins", "https://app.example/path", `is not an origin`},
		{"AllowedOrigins", "https://App.example", `is not an origin`},
		{"AllowedOrigins", "https://me@app.example", `is not an origin`},
		{"AllowedOrigins", "https://app.example:", `is not an origin`},
		{"AllowedOrigins", "http://app.example", `is not an origin`},
		{"AllowedOrigins", "http://localhost.evil.example", `is not an origin`},
		{"AllowedOrigins", "app://localhost", `is not an origin`},
		{"AllowedOrigins", "https://app.example, https://b.example", `" https://b.example" is not an origin`},
		{"AllowedOrigins", "https://app.example,", `"" is not an origin`},
		{"ReturnUrls", "http://app.example/", `"http://app.example/" is not an https address`},
		{"ReturnUrls", "http://localhost.evil.example/", `is not an https address`},
		{"ReturnUrls", "https://me@app.example/", `is not an https address`},
		{"ReturnUrls", "https://app.example/#back", `is not an https address`},
		{"ReturnUrls", "https://app.example/a b", `is not an https address`},
		{"ReturnUrls", `https://app.example\@evil.example/`, `is not an https address`},
		{"ReturnUrls", "https://*.app.example/", `is not an https address`},
		{"ReturnUrls", "https://App.example/", `is not an https address`},
		{"ReturnUrls", "javascript:alert(1)", `is not an https address`},
		{"ReturnUrls", "//app.example/", `is not an https address`},
		{"ReturnUrls", "https://app.example/, https://b.example/", `" https://b.example/" is not an https address`},
	} {
		_, err := load(t, map[string]string{c.name: c.value})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.name) {
			t.Errorf("%s=%s: %v, want %q", c.name, c.value, err, c.want)
		}
	}
}

// What is accepted, and the address by which a function may send.
func TestNamesAndSenders(t *testing.T) {
	for from, address := range map[string]string{
		"no-reply@latchkey.example":                          "no-reply@latchkey.example",
		"Acme <no-reply@latchkey.example>":                   "no-reply@latchkey.example",
		"Müller, Söhne & Co. <no-reply@müller.example>":      "no-reply@müller.example",
		"日本 (support) <no-reply+codes@latchkey.example>":     "no-reply+codes@latchkey.example",
		"L'Oréal - it's me; really <first.last@a.b.example>": "first.last@a.b.example",
	} {
		service, err := load(t, map[string]string{
			"MailFrom": from, "ReplyTo": from, "ServiceName": "日本 AT&T L'Oréal", "PublicUrl": "https://app.acme.example/auth/v1",
			"ConfirmUrl": "https://app.acme.example/confirm?lang=en", "ResetUrl": "http://localhost:5173",
		})
		if err != nil {
			t.Fatal(err)
		}
		login, _ := service.Function("login")
		allowed := map[any]bool{}
		for _, s := range login.Statements {
			for _, condition := range s.Condition {
				if given, ok := condition.(map[string]any); ok && given["ses:FromAddress"] != nil {
					allowed[given["ses:FromAddress"]] = true
				}
			}
		}
		if len(allowed) != 1 || !allowed[address] || login.Environment["MAIL_FROM"] != from {
			t.Errorf("%s: sends as %v", from, allowed)
		}
	}
}

func TestOriginsAreAList(t *testing.T) {
	for given, want := range map[string][]string{
		"":                    nil,
		"https://app.example": {"https://app.example"},
		"https://a-1.app.example:8443,http://localhost:5173,http://127.0.0.1,http://[::1]:80": {
			"https://a-1.app.example:8443", "http://localhost:5173", "http://127.0.0.1", "http://[::1]:80",
		},
	} {
		service, err := load(t, map[string]string{"AllowedOrigins": given})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range service.CORS {
			got = c.AllowOrigins
		}
		if !slices.Equal(got, want) || !slices.Equal(service.Lists["AllowedOrigins"], want) || (len(service.CORS) == 1) != (want != nil) {
			t.Errorf("%q: %+v", given, service.CORS)
		}
	}
}

// Addresses to return to are passed on to the letter.
func TestReturnURLs(t *testing.T) {
	for _, given := range []string{
		"", "https://app.example", "https://app.example:8443/signed-in/(a)?from=id&x=%20@,http://localhost:4400/,http://127.0.0.1/,http://[::1]:80?x",
	} {
		service, err := load(t, map[string]string{"ReturnUrls": given})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"issue-authorization-code", "redeem-authorization-code"} {
			if f, _ := service.Function(name); f.Environment["RETURN_URLS"] != given {
				t.Errorf("%s: %q, want %q", name, f.Environment["RETURN_URLS"], given)
			}
		}
	}
}

func TestParameterWithoutDefaultIsAskedFor(t *testing.T) {
	_, err := template.Load(deployed, template.Options{})
	if err == nil || !strings.Contains(err.Error(), "parameter MailFrom: it has no default") {
		t.Fatal(err)
	}
}

func TestMissingFileIsNamed(t *testing.T) {
	if _, err := template.Load("testdata/none.yaml", template.Options{}); err == nil || !strings.Contains(err.Error(), "none.yaml") {
		t.Fatal(err)
	}
}

func TestRealTemplateRoutes(t *testing.T) {
	service, err := load(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"POST /users/login": "", "GET /users/{id}": "Caller", "POST /users/logout": "Caller", "GET /health": ""}
	for _, route := range service.Routes {
		if authorizer, known := want[route.Key()]; known && authorizer != route.Authorizer {
			t.Errorf("%s has the authorizer %q, want %q", route.Key(), route.Authorizer, authorizer)
		}
		delete(want, route.Key())
	}
	if len(want) > 0 {
		t.Errorf("these routes are missing: %v", want)
	}
}

func TestRealTemplateFunction(t *testing.T) {
	service, err := load(t, map[string]string{"PasscodeMinutes": "7"})
	if err != nil {
		t.Fatal(err)
	}
	login, ok := service.Function("login")
	if !ok || login.LogicalID != "LoginFunction" || login.MemoryMB != 1769 || login.Timeout != 15 {
		t.Fatalf("login is %+v", login)
	}
	for name, want := range map[string]string{
		"SERVICE_NAME":     "Latchkey", // from Globals
		"USERS_TABLE":      "latchkey-Users",
		"PASSCODE_MINUTES": "7",
		"MAIL_FROM":        "no-reply@latchkey.example",
		"PASSCODE_KEY":     service.Secrets[0].ARN,
	} {
		if login.Environment[name] != want {
			t.Errorf("%s is %q, want %q", name, login.Environment[name], want)
		}
	}
	if !grants(login, "dynamodb:GetItem", tableARN(service, "ClaimsTable")) {
		t.Errorf("login may not read claims: %+v", login.Statements)
	}
}

func grants(f template.Function, action, resource string) bool {
	return slices.ContainsFunc(f.Statements, func(s template.Statement) bool {
		return slices.Contains(s.Actions, action) && slices.Contains(s.Resources, resource)
	})
}

func tableARN(s *template.Service, id string) string {
	for _, table := range s.Tables {
		if table.LogicalID == id {
			return table.ARN
		}
	}
	return ""
}

func TestRealTemplateTables(t *testing.T) {
	service, err := template.Load(deployed, template.Options{
		TablePrefix: "t1-",
		Parameters:  map[string]string{"MailFrom": "a@b"},
	})
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]template.Table{}
	for _, table := range service.Tables {
		tables[table.Name] = table
	}
	users, sessions := tables["t1-Users"], tables["t1-Sessions"]
	if !users.PointInTime || !users.DeletionProtection || users.TTLAttribute != "" || users.Attributes["id"] != "N" {
		t.Errorf("users: %+v", users)
	}
	if sessions.TTLAttribute != "expires_at" || len(sessions.Keys) != 2 || sessions.DeletionProtection {
		t.Errorf("sessions: %+v", sessions)
	}
}

func TestEveryReferenceOfTheRealTemplateResolves(t *testing.T) {
	service, err := load(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range service.Functions {
		for name, value := range f.Environment {
			if strings.Contains(value, "${") || strings.Contains(value, "map[") {
				t.Errorf("%s: %s is %q", f.Name, name, value)
			}
		}
	}
	if service.Outputs["CreateAdminFunction"] == "" || !strings.HasPrefix(service.Outputs["ApiUrl"], "https://") {
		t.Errorf("outputs: %v", service.Outputs)
	}
}

func TestAssumedValuesStandBackBehindGivenOnes(t *testing.T) {
	assumed := map[string]string{"MailFrom": "assumed@b", "ServiceName": "Assumed", "Unknown": "x"}
	service, err := template.Load(deployed, template.Options{
		Parameters: map[string]string{"ServiceName": "Given"},
		Assumed:    assumed,
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := service.Parameters; got["ServiceName"] != "Given" || got["MailFrom"] != "assumed@b" {
		t.Errorf("parameters: %v", got)
	}
}
