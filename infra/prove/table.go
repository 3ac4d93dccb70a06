package prove

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"text/tabwriter"
	"time"

	"latchkey/infra/testing/lines"
	"latchkey/infra/testing/proof"
)

// readCounts gives what the tests counted.
func readCounts(file string) ([]proof.Line, error) {
	counts, err := lines.Read[proof.Line](file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("no test counted anything")
	}
	return counts, err
}

// printTable says how much was tried, by kind, and what came of it.
func printTable(w io.Writer, counts []proof.Line, took time.Duration) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprint(table, "\n\ttried\tin tests\tof them failed\t\n")
	for _, kind := range proof.Kinds {
		var count, tests, failed int64
		for _, l := range counts {
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
	for _, l := range counts {
		if l.Failed {
			_, _ = fmt.Fprintf(w, "failed: %s (%s)\n", l.Test, l.Kind)
		}
	}
}
