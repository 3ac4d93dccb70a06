// Package build builds the functions and lays them out as Lambda and the local stack
// expect them: <folder>/<name>/bootstrap.
//
// It owns the build with all of its flags, and whether there is something to build. A binary that
// deploys and one for this machine differ in their platform alone. It must not know what runs the
// binaries.
package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"latchkey/infra/build/pages"
)

// Platform is what a build is for.
type Platform struct{ OS, Arch string }

// Here is the platform of this machine.
var Here = Platform{runtime.GOOS, runtime.GOARCH}

// flags make a binary small, and so quick to start: no symbols, no paths, none of the RPC
// that Lambda's older runtime spoke, and no HTTP/2, which the services called do not need.
var flags = []string{"-trimpath", "-tags=lambda.norpc,nethttpomithttp2", "-ldflags=-s -w"}

// CompileError is what the compiler says.
type CompileError struct{ Output string }

func (e *CompileError) Error() string { return "the functions do not compile:\n" + e.Output }

// Build builds every function of the module in root in one go and gives the names of those
// that have changed. The compiler writes beside the layout, and only a build that succeeded is
// brought into it. Builds that run at once take turns.
func Build(ctx context.Context, root, folder string, platform Platform) (changed []string, err error) {
	folder, err = filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	release, err := lock(root)
	if err != nil {
		return nil, err
	}
	defer release()
	output := filepath.Join(folder, ".built")
	if err := os.MkdirAll(output, 0o750); err != nil {
		return nil, err
	}
	if err := checkWords(root); err != nil {
		return nil, err
	}
	if err := pages.Bundle(root); err != nil {
		return nil, &CompileError{err.Error()}
	}
	before := modified(folder, output)
	if err := compile(ctx, root, output, platform); err != nil {
		return nil, err
	}
	built, err := os.ReadDir(output)
	if err != nil {
		return nil, err
	}
	for _, file := range built {
		isNew, err := layOut(folder, output, file.Name(), before[file.Name()])
		if err != nil {
			return nil, fmt.Errorf("lay out %s: %w", file.Name(), err)
		}
		if isNew {
			changed = append(changed, file.Name())
		}
	}
	return changed, nil
}

func compile(ctx context.Context, root, output string, platform Platform) error {
	return Program(ctx, root, output+string(filepath.Separator), platform, "./functions/...")
}

// Program compiles a package, or several into a folder, as functions are compiled.
func Program(ctx context.Context, root, output string, platform Platform, packages string) error {
	args := slices.Concat([]string{"build"}, flags, []string{"-o", output, packages})
	build := exec.CommandContext(ctx, "go", args...)
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+platform.OS, "GOARCH="+platform.Arch)
	said, err := build.CombinedOutput()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return &CompileError{string(bytes.TrimSpace(said))}
	}
	if err != nil {
		return fmt.Errorf("go build: %w", err)
	}
	return nil
}

// modified gives the times of the binaries that are laid out.
func modified(folder, output string) map[string]time.Time {
	times := map[string]time.Time{}
	files, _ := os.ReadDir(output) // nothing is there before the first build
	for _, file := range files {
		if info, err := os.Stat(filepath.Join(folder, file.Name(), "bootstrap")); err == nil {
			times[file.Name()] = info.ModTime()
		}
	}
	return times
}

// layOut links a binary to its place. One that did not change is the same file there; the
// compiler has touched it all the same, so it gets its time back: otherwise the
// local stack would take it for a new one.
func layOut(folder, output, name string, before time.Time) (isNew bool, err error) {
	source, target := filepath.Join(output, name), filepath.Join(folder, name, "bootstrap")
	built, err := os.Stat(source)
	if err != nil {
		return false, err
	}
	if there, err := os.Stat(target); err == nil && os.SameFile(built, there) {
		return false, os.Chtimes(target, before, before)
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o750); err != nil {
		return false, err
	}
	next := target + ".next"
	if err := errors.Join(os.RemoveAll(next), os.Link(source, next)); err != nil {
		return false, err
	}
	return true, os.Rename(next, target)
}

// Names are the functions that are laid out in a folder.
func Names(folder string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*", "bootstrap"))
	if err != nil {
		return nil, fmt.Errorf("look for functions: %w", err)
	}
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = filepath.Base(filepath.Dir(file))
	}
	return names, nil
}
