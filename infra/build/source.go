package build

import (
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
)

// sources are what a build of the functions reads, apart from other modules.
var sources = []string{"functions", "shared", "clients/typescript/src", "go.mod", "go.sum"}

// Fingerprint changes when a source in root changes. It looks at names, sizes and times
// only, so it is cheap enough to ask every second.
func Fingerprint(root string) uint64 {
	sum := fnv.New64a()
	for _, source := range sources {
		_ = filepath.WalkDir(filepath.Join(root, source), func(path string, entry fs.DirEntry, err error) error {
			if entry != nil && entry.Name() == "dist" {
				return filepath.SkipDir // the build writes it
			}
			// What cannot be read is not summed up, and that is a change too.
			if info, failed := os.Stat(path); err == nil && failed == nil && !entry.IsDir() {
				_, _ = fmt.Fprintln(sum, path, info.Size(), info.ModTime().UnixNano())
			}
			return nil
		})
	}
	return sum.Sum64()
}
