// Command docs writes what is made of the contract: the table of routes in README, the page that
// function openapi serves, and the codes for clients in Go: `make docs`.
package main

import (
	"fmt"
	"os"

	"latchkey/infra/contract"
	"latchkey/infra/contract/document"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root string) error {
	source, err := os.ReadFile(contract.Path(root))
	if err != nil {
		return fmt.Errorf("read the contract: %w", err)
	}
	d, err := document.Parse(source)
	if err != nil {
		return err
	}
	page, err := contract.Page(d)
	if err != nil {
		return err
	}
	if err := os.WriteFile(contract.PagePath(root), []byte(page), 0o600); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	codes, err := contract.Codes(d)
	if err != nil {
		return fmt.Errorf("the codes: %w", err)
	}
	if err := os.WriteFile(contract.CodesPath(root), codes, 0o600); err != nil {
		return fmt.Errorf("write the codes: %w", err)
	}
	return writeTable("README.md", contract.Table(d))
}

func writeTable(path, table string) error {
	readme, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read README: %w", err)
	}
	text, err := contract.Rewrite(string(readme), table)
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o600)
}
