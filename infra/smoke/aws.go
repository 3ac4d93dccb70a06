package smoke

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// aws runs the AWS CLI, with the credentials and the region that the operator has set up, and
// decodes what it prints into out, which may be nil.
func aws(ctx context.Context, out any, args ...string) error {
	var said bytes.Buffer
	command := exec.CommandContext(ctx, "aws", append(args, "--output", "json")...)
	command.Env = append(os.Environ(), "AWS_PAGER=")
	command.Stderr = &said
	printed, err := command.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("there is no command aws: install the AWS CLI, and sign in")
	}
	if err != nil {
		return fmt.Errorf("aws %s: %s", strings.Join(args[:min(len(args), 2)], " "), strings.Join(strings.Fields(said.String()), " "))
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(printed, out); err != nil {
		return fmt.Errorf("cannot read the output of aws %s: %w", strings.Join(args[:2], " "), err)
	}
	return nil
}

// invoke runs a function and gives what it answered, and whether that is an error of its own.
func invoke(ctx context.Context, function, payload string) (answer string, failed bool, err error) {
	dir, err := os.MkdirTemp("", "latchkey-smoke")
	if err != nil {
		return "", false, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	asked, answered := filepath.Join(dir, "payload.json"), filepath.Join(dir, "answer.json")
	if err := os.WriteFile(asked, []byte(payload), 0o600); err != nil {
		return "", false, err
	}
	var out struct{ FunctionError string }
	// As a file of bytes, since versions of the CLI differ in what they make of a text.
	if err := aws(ctx, &out, "lambda", "invoke", "--function-name", function, "--payload", "fileb://"+asked, answered); err != nil {
		return "", false, err
	}
	text, err := os.ReadFile(answered)
	return string(text), out.FunctionError != "", err
}

// eventually asks again for a minute, for what arrives late: log lines and metrics.
func eventually(ctx context.Context, try func() (bool, error)) (bool, error) {
	const pause, times = 5 * time.Second, 12
	for range times {
		if done, err := try(); done || err != nil {
			return done, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
	return false, nil
}
