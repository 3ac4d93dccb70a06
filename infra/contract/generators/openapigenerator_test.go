package generators

import (
	"path/filepath"
	"strings"
	"testing"
)

// OpenAPI Generator makes clients of many languages. In each, a sign-in shows the challenge, and a
// refusal its codes.
func TestOpenAPIGenerator(t *testing.T) {
	made, tools := workshop(t)
	need(t, "npm")
	need(t, "java")
	run(t, tools, "npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", tools, "@openapitools/openapi-generator-cli@2.25.0")
	generator := filepath.Join(tools, "node_modules", ".bin", "openapi-generator-cli")
	write(t, tools, "openapitools.json", `{"generator-cli": {"version": "7.17.0"}}`)
	for language, files := range map[string][2]string{
		"kotlin":           {"SignInResult.kt", "Login403Response.kt"},
		"swift6":           {"SignInResult.swift", "Login403Response.swift"},
		"dart":             {"sign_in_result.dart", "login403_response.dart"},
		"python":           {"sign_in_result.py", "login403_response.py"},
		"typescript-fetch": {"SignInResult.ts", "Login403Response.ts"},
	} {
		t.Run(language, func(t *testing.T) {
			folder := filepath.Join(made, language)
			said := run(t, tools, generator, "generate", "-g", language, "-i", document(t), "-o", folder)
			if strings.Contains(said, "ERROR") || strings.Contains(said, "Exception") {
				t.Error(tail(said))
			}
			if answer := read(t, folder, files[0]); !strings.Contains(answer, "challenge") || !strings.Contains(answer, "token") {
				t.Errorf("%s has no challenge or no token: %s", files[0], answer)
			}
			if refusal := read(t, folder, files[1]); !strings.Contains(refusal, "email_unconfirmed") || !strings.Contains(refusal, "challenge") {
				t.Errorf("%s has no code or no challenge: %s", files[1], refusal)
			}
			if language == "python" {
				importPython(t, folder, tools)
			}
		})
	}
}

// importPython imports every part of a client: some generators forget what they use.
func importPython(t *testing.T, folder, tools string) {
	t.Helper()
	program := environment(t, tools, "openapi-generator-python", "pydantic==2.12.5", "urllib3==2.6.2", "python-dateutil==2.9.0.post0")
	write(t, folder, "import_all.py", importAll)
	run(t, folder, program("python"), "import_all.py", "openapi_client")
}
