// Command build builds every function for Lambda: `make build`.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"latchkey/infra/build"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 || args[0] != "arm64" && args[0] != "amd64" {
		return errors.New("set ARCH=arm64 or ARCH=amd64")
	}
	platform := build.Platform{OS: "linux", Arch: args[0]}
	changed, err := build.Build(context.Background(), ".", "build", platform)
	if err != nil {
		return err
	}
	names, err := build.Names("build")
	if err != nil {
		return err
	}
	fmt.Printf("build/: %d functions for %s, %d of them new\n", len(names), args[0], len(changed))
	return nil
}
