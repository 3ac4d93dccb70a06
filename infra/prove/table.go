package prove

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"latchkey/infra/testing/proof"
)

// readCounts gives what the tests counted.
func readCounts(path string) (lines []proof.Line, err error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("no test counted anything")
	}
	for text := range strings.Lines(string(content)) {
		var l proof.Line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, err
}

// printTable says how much was tried, by kind, and what came of it.
func printTable(w io.Writer, lines []proof.Line, took time.Duration) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprint(table, "\n\ttried\tin tests\tof them failed\t\n")
	for _, kind := range proof.Kinds {
		var count, tests, failed int64
		for _, l := range lines {
			if l.Kind == kind {
				count, tests = count+l.Count, tests+1
				if l.Failed {
					failed++
				}
			}
		}
		_, _ = fmt.Fprintf(table, "%s\t%d\t%d\t%d\t\n", kind, count, tests, failed)
	}
	_ = table.Flush()
	_, _ = fmt.Fprintf(w, "\nin %s\n", took.Round(time.Second))
	for _, l := range lines {
		if l.Failed {
			_, _ = fmt.Fprintf(w, "failed: %s (%s)\n", l.Test, l.Kind)
		}
	}
}
