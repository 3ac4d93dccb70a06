package process_test

import (
	"testing"

	"latchkey/infra/local/process"
)

func TestForegroundGivesTheExitCode(t *testing.T) {
	if code, err := process.Foreground([]string{"there-is-no-such-command"}, nil, nil); code != 127 || err == nil {
		t.Errorf("no command: %d %v", code, err)
	}
	for command, want := range map[string]int{"exit 0": 0, "exit 7": 7, "kill -9 $$": 128 + 9} {
		if code, err := process.Foreground([]string{"sh", "-c", command}, nil, nil); code != want || err != nil {
			t.Errorf("%s: %d %v, want %d", command, code, err, want)
		}
	}
}
