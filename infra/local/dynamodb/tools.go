package dynamodb

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
)

// tool is a program that has to be there, and how it says its version.
type tool struct {
	program, flag string
	version       *regexp.Regexp
	minimum       int
	install       string
}

var tools = []tool{
	{"java", "-version", regexp.MustCompile(`version "(?:1\.)?(\d+)`), 17, "Java 17 or newer"},
	{"node", "--version", regexp.MustCompile(`v(\d+)`), 20, "Node.js 20 or newer"},
	{"npm", "--version", regexp.MustCompile(`^(\d+)`), 7, "npm, which comes with Node.js 20 or newer"},
}

// CheckTools says in one sentence what DynamoDB Local misses on this machine.
func CheckTools(ctx context.Context) error {
	for _, t := range tools {
		found, err := t.major(ctx)
		if err == nil && found >= t.minimum {
			continue
		}
		problem := fmt.Sprintf("%s does not run here", t.program)
		if err == nil {
			problem = fmt.Sprintf("%s is version %d", t.program, found)
		}
		return fmt.Errorf("%s: install %s for DynamoDB Local, or set DYNAMODB_ENDPOINT to a DynamoDB that runs already", problem, t.install)
	}
	return nil
}

func (t tool) major(ctx context.Context) (int, error) {
	output, err := exec.CommandContext(ctx, t.program, t.flag).CombinedOutput()
	if err != nil {
		return 0, err
	}
	match := t.version.FindSubmatch(output)
	if match == nil {
		return 0, fmt.Errorf("%s says %q", t.program, output)
	}
	return strconv.Atoi(string(match[1]))
}
