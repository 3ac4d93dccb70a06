// Command plan prints what a synthesized deployment consists of, for people: `make plan`.
//
// It owns how a deployment reads. It must not know what Latchkey is: it prints whatever the
// templates have in them.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"latchkey/infra/production/translate"
)

func main() {
	sam := func(template []byte) ([]byte, error) { return translate.SAM(context.Background(), ".", template, nil) }
	if err := run(os.Args[1:], os.Stdout, sam); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer, sam translator) error {
	if len(args) != 1 {
		return errors.New("give the folder that the CDK synthesized into")
	}
	files, err := filepath.Glob(filepath.Join(args[0], "*.template.json"))
	if err != nil {
		return fmt.Errorf("look for templates: %w", err)
	}
	if len(files) == 0 {
		return fmt.Errorf("%s has no template: run `make synth` first", args[0])
	}
	slices.SortFunc(files, func(a, b string) int { return strings.Compare(stackOf(a), stackOf(b)) })
	for _, file := range files {
		t, err := load(file)
		if err != nil {
			return err
		}
		plan, err := t.plan(stackOf(file), sam)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if _, err := io.WriteString(out, plan); err != nil {
			return err
		}
	}
	return nil
}

func stackOf(file string) string { return strings.TrimSuffix(filepath.Base(file), ".template.json") }

type template struct {
	Description string
	Transform   any // what makes more of it, which is SAM or nothing
	Metadata    map[string]map[string]any
	Parameters  map[string]struct{ Default any }
	Resources   map[string]resource
	Outputs     map[string]struct {
		Description string
		Value       any
	}
	source []byte
}

type resource struct {
	Type       string
	Properties map[string]any
}

func load(file string) (template, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return template{}, fmt.Errorf("read template: %w", err)
	}
	t, err := parse(source)
	if err != nil {
		return t, fmt.Errorf("%s: %w", file, err)
	}
	return t, nil
}

func parse(source []byte) (template, error) {
	t := template{source: source}
	return t, json.Unmarshal(source, &t)
}
