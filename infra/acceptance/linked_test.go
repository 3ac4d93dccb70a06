package acceptance

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What verifies passkeys is large, so it is linked by the functions that do, and by no other: not by those
// before every sign-in.
func TestVerificationIsLinkedWhereItIsNeeded(t *testing.T) {
	list := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}}{{range .Deps}} {{.}}{{end}}`, "./functions/...")
	list.Dir = filepath.Clean(root)
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	var linked []string
	for line := range strings.Lines(string(out)) {
		function, deps, _ := strings.Cut(line, " ")
		if strings.Contains(deps, "github.com/go-webauthn/") {
			linked = append(linked, strings.TrimPrefix(function, "latchkey/functions/"))
		}
	}
	if want := []string{"confirm-factor", "verify-passkey"}; !slices.Equal(linked, want) {
		t.Errorf("it is linked by %v, want %v", linked, want)
	}
}
