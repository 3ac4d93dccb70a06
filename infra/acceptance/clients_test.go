package acceptance

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The client for browsers and Node passes its own tests on the built functions: among them a page of
// another origin in Chromium, where that is there.
func TestTypeScriptClient(t *testing.T) {
	folder := filepath.Join(root, "clients", "typescript")
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		t.Skip("the modules of clients/typescript are not here; after `npm ci` there, its tests are run")
	}
	origin := "http://localhost:" + freePort(t)
	s := startNew(t, "AllowedOrigins="+origin, "PasskeyOrigins="+origin, "ReturnUrls="+origin+"/")
	if err := (&scene{service: s, people: map[string]*person{}}).admin(t.Context(), "boss"); err != nil {
		t.Fatal(err)
	}
	npm := exec.CommandContext(t.Context(), "npm", "test")
	npm.Dir = folder
	npm.Env = append(os.Environ(), "LATCHKEY_API="+s.URL, "LATCHKEY_ORIGIN="+origin)
	if said, err := npm.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
