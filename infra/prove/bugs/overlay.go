package bugs

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// overlay makes patched copies below a folder, and the file by which Go takes them for the originals.
func (b Bug) overlay(ctx context.Context, root, folder string) (path string, err error) {
	if err := b.apply(ctx, root, folder); err != nil {
		return "", err
	}
	replace := map[string]string{}
	for _, file := range b.Files {
		replace[filepath.Join(root, file)] = filepath.Join(folder, file)
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path = filepath.Join(folder, "overlay.json")
	return path, os.WriteFile(path, text, 0o600)
}

// apply copies the files that the patch changes into a folder, and changes them there.
func (b Bug) apply(ctx context.Context, root, folder string) error {
	for _, file := range b.Files {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			return err
		}
		copied := filepath.Join(folder, file)
		if err := os.MkdirAll(filepath.Dir(copied), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(copied, text, 0o600); err != nil {
			return err
		}
	}
	cmd := exec.CommandContext(ctx, "git", "apply", b.patch)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(folder)) // the copies are in no repository
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s.patch does not apply: %w\n%s", b.Rule, err, out)
	}
	return nil
}
