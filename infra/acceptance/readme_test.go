package acceptance

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var readmeLines = regexp.MustCompile("(?s)<!-- A test runs these lines as they stand. -->\n```sh\n(.*?)```")

// What README tells a newcomer to type signs a user in, by mail.
func TestReadme(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not here; with it, the lines of README are run")
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	script := readmeLines.FindSubmatch(readme)
	if script == nil {
		t.Fatal("README has no lines to run")
	}
	s := start(t)
	here := strings.ReplaceAll(string(script[1]), "http://localhost:3000", s.URL)
	out, err := exec.Command("bash", "-euo", "pipefail", "-c", here).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if n := strings.Count(string(out), `"username":"mary"`); n != 3 {
		t.Errorf("mary is shown %d times, want by the confirmation and by each of two tokens:\n%s", n, out)
	}
	if n := len(s.scan(t, "SessionsTable")); n != 1 {
		t.Errorf("%d sessions", n)
	}
}
