package mutants

import (
	_ "embed" // the source of package toggle
	"encoding/json"
	"os"
	"path/filepath"
)

// Changed packages have to be able to import package toggle, whatever their module is. So it is added to it.
//
//go:embed toggle/toggle.go
var toggleSource string

// overlay writes the changed sources below a folder, and the file by which Go takes them for the originals.
func (c code) overlay(folder string) (path string, err error) {
	added := filepath.Join("toggle", "toggle.go")
	texts := map[string]string{added: toggleSource}
	for _, s := range c.sources {
		texts[s.path] = s.rewrite(c.module.Path + "/toggle")
	}
	replace := map[string]string{}
	for path, text := range texts {
		copied := filepath.Join(folder, "source", path)
		if err := os.MkdirAll(filepath.Dir(copied), 0o700); err != nil {
			return "", err
		}
		if err := os.WriteFile(copied, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(c.module.Dir, path)] = copied
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path = filepath.Join(folder, "overlay.json")
	return path, os.WriteFile(path, text, 0o600)
}
