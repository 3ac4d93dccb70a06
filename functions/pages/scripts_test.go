package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

// What the pages compute without a browser is tested in TypeScript, which is bundled as the pages are.
func TestScripts(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("Node.js runs these tests: install it, and they run")
	}
	sources, err := filepath.Glob("app/pages/*/*/*.test.ts")
	if err != nil || len(sources) == 0 {
		t.Fatalf("no tests were found: %v", err)
	}
	folder := t.TempDir()
	made := api.Build(api.BuildOptions{EntryPoints: sources, Outdir: folder, OutExtension: map[string]string{".js": ".mjs"}, Bundle: true, Write: true, Platform: api.PlatformNode, Format: api.FormatESModule})
	for _, failed := range api.FormatMessages(made.Errors, api.FormatMessagesOptions{}) {
		t.Error(failed)
	}
	// The folder is the one that Node.js looks for tests in.
	run := exec.CommandContext(t.Context(), node, "--test", folder)
	run.Env = append(os.Environ(), "NODE_OPTIONS=")
	if said, err := run.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
