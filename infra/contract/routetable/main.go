// Command routetable writes the table of routes into README: `make routes`.
package main

import (
	"fmt"
	"os"

	"latchkey/functions/openapi/document"
	"latchkey/infra/contract"
)

func main() {
	if err := run("README.md"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(path string) error {
	source, err := os.ReadFile(contract.Path("."))
	if err != nil {
		return fmt.Errorf("read the contract: %w", err)
	}
	d, err := document.Parse(source)
	if err != nil {
		return err
	}
	readme, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read README: %w", err)
	}
	text, err := contract.Rewrite(string(readme), contract.Table(d))
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o600)
}
