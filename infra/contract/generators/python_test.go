package generators

import (
	"path/filepath"
	"strings"
	"testing"
)

// The parts of the client are imported, so that names which do not resolve show.
const importAll = `import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
names = [m.name for m in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
for name in names:
    importlib.import_module(name)
print(len(names))
`

// environment makes a virtual environment with packages, once, and gives its programs.
func environment(t *testing.T, tools, name string, packages ...string) func(program string) string {
	t.Helper()
	need(t, "python3")
	home := filepath.Join(tools, name)
	if said, err := try(t.Context(), tools, "python3", "-m", "venv", home); err != nil {
		t.Skipf("python3 cannot make virtual environments; `apt-get install python3-venv` enables this test: %s", said)
	}
	program := func(name string) string { return filepath.Join(home, "bin", name) }
	run(t, tools, program("pip"), append([]string{"install", "--quiet", "--disable-pip-version-check"}, packages...)...)
	return program
}

func TestOpenAPIPythonClient(t *testing.T) {
	made, tools := workshop(t)
	program := environment(t, tools, "openapi-python-client", "openapi-python-client==0.29.1")
	write(t, made, "config.yaml", "post_hooks: []\n") // ruff, which formats, is no part of it
	said := run(t, made, program("openapi-python-client"), "generate", "--path", document(t),
		"--config", "config.yaml", "--meta", "none", "--output-path", "client")
	// The contract itself is YAML, and no client needs a method for it.
	for line := range strings.Lines(said) {
		if strings.Contains(line, "WARNING") && !strings.Contains(line, "/openapi.yaml") {
			t.Error(line)
		}
	}
	write(t, made, "import_all.py", importAll)
	run(t, made, program("python"), "import_all.py", "client")
	if signIn := read(t, filepath.Join(made, "client"), "sign_in_result.py"); !strings.Contains(signIn, "challenge") || !strings.Contains(signIn, "token") {
		t.Errorf("the sign-in has no challenge or no token: %s", signIn)
	}
}
