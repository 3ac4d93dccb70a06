package generators

import "testing"

const module = "module generated\n\ngo 1.26\n"

// oapi-codegen is run without options: they would hide names that two things share.
func TestOapiCodegen(t *testing.T) {
	made, _ := workshop(t)
	write(t, made, "go.mod", module)
	run(t, made, "go", "run", "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2",
		"-generate", "types,client", "-package", "generated", "-o", "client.go", document(t))
	run(t, made, "go", "mod", "tidy")
	run(t, made, "go", "build", "./...")
}

func TestOgen(t *testing.T) {
	made, _ := workshop(t)
	write(t, made, "go.mod", module)
	run(t, made, "go", "run", "github.com/ogen-go/ogen/cmd/ogen@v1.24.0",
		"-target", "client", "-package", "client", "-clean", document(t))
	run(t, made, "go", "mod", "tidy")
	run(t, made, "go", "build", "./...")
}
