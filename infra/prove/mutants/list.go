package mutants

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// listed is what go list says of a package.
type listed struct {
	ImportPath, Name, Dir string
	Export                string // the file with its types
	GoFiles, Deps         []string
	DepOnly               bool // no pattern names it
	Module                *module
}

type module struct{ Path, Dir string }

// list asks go list about the packages of some patterns.
func list(ctx context.Context, root string, arguments ...string) (all []listed, err error) {
	fields := "-json=ImportPath,Name,Dir,Export,GoFiles,Deps,DepOnly,Module"
	cmd := exec.CommandContext(ctx, "go", append([]string{"list", fields}, arguments...)...)
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s: %w\n%s", strings.Join(arguments, " "), err, stderr.String())
	}
	for d := json.NewDecoder(bytes.NewReader(stdout)); ; {
		var p listed
		switch err := d.Decode(&p); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("read what go list printed: %w", err)
		}
		all = append(all, p)
	}
}
