package build

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"latchkey/shared/domain/message"
	"latchkey/shared/domain/words"
)

// checkWords refuses words and a layout that would show users an empty or broken message. A module without
// words has nothing to check.
func checkWords(root string) error {
	folder := os.DirFS(filepath.Join(root, "shared", "domain", "words"))
	if _, err := fs.Stat(folder, "."); err != nil {
		return nil //nolint:nilerr // it has none
	}
	if err := words.Check(folder); err != nil {
		return &CompileError{err.Error()}
	}
	layout, err := fs.ReadFile(folder, "own/mail.html")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = message.CheckLayout(string(layout))
	}
	if err != nil {
		return &CompileError{fmt.Sprintf("own/mail.html: %v", err)}
	}
	return nil
}
