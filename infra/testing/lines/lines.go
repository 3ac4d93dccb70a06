// Package lines passes what tests count to the program that runs them: as lines of JSON, in one file that many
// test programs add to at the same time.
//
// It must not know what is counted.
package lines

import (
	"encoding/json"
	"os"
	"strings"
)

// Add adds a line. It is one write, and short, so that programs that write at once do not mix theirs.
func Add(file string, value any) error {
	line, err := json.Marshal(value)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(append(line, '\n')); err != nil {
		return err
	}
	return f.Close()
}

// Read gives all lines of a file.
func Read[T any](file string) (all []T, err error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(content)) {
		var value T
		if err := json.Unmarshal([]byte(line), &value); err != nil {
			return nil, err
		}
		all = append(all, value)
	}
	return all, nil
}
