// Package translate makes of a template what CloudFormation makes of it: it runs the transform of
// SAM, by AWS's own translator. That is Python's aws-sam-translator, which comes with cfn-lint and
// with the SAM CLI.
package translate

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed translate.py
var program string

// ErrMissing says that no Python here has the translator.
var ErrMissing = errors.New("no Python has aws-sam-translator: `pip install cfn-lint` where LATCHKEY_PYTHON or the PATH leads")

// SAM translates a template with the values of parameters, from JSON to JSON. A value is a text or, where
// the parameter is a list, a list, as CloudFormation gives them. root is the repository, in which CI keeps
// a Python.
func SAM(ctx context.Context, root string, template []byte, parameters map[string]any) ([]byte, error) {
	request, err := json.Marshal(map[string]any{"template": json.RawMessage(template), "parameters": parameters})
	if err != nil {
		return nil, fmt.Errorf("translate the template: %w", err)
	}
	python, err := find(ctx, root)
	if err != nil {
		return nil, err
	}
	var out, said bytes.Buffer
	translator := exec.CommandContext(ctx, python, "-c", program)
	translator.Env = append(os.Environ(), "AWS_DEFAULT_REGION=eu-central-1")
	translator.Stdin, translator.Stdout, translator.Stderr = bytes.NewReader(request), &out, &said
	if err := translator.Run(); err != nil {
		return nil, fmt.Errorf("translate the template: %w\n%s", err, said.String())
	}
	return out.Bytes(), nil
}

func find(ctx context.Context, root string) (string, error) {
	for _, python := range []string{os.Getenv("LATCHKEY_PYTHON"), filepath.Join(root, "build/ci/python/bin/python"), "python3"} {
		if python != "" && exec.CommandContext(ctx, python, "-c", "import samtranslator").Run() == nil {
			return python, nil
		}
	}
	return "", ErrMissing
}
