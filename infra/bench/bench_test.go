// Package bench measures what the service costs: calls to DynamoDB and the units that they consume,
// which are the same on every machine, and processor time, starts, sizes and memory, which are not.
// `make bench` runs it and prints tables.
//
// It bounds nothing. What is counted is bounded by infra/testing/cost and by the tests of the binaries.
package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"text/tabwriter"
	"time"

	"latchkey/infra/local/stack"
	"latchkey/infra/testing/running"
)

const root = "../.."

// measuring leaves a measurement out of the ordinary tests.
func measuring(t *testing.T) {
	t.Helper()
	if os.Getenv("LATCHKEY_BENCH") == "" {
		t.Skip("this measures: `make bench` runs it")
	}
}

func start(t *testing.T) running.Service {
	t.Helper()
	measuring(t)
	return running.Start(t, stack.Config{WithoutEvents: true, Slowdown: 10})
}

// users are new ones that can sign in.
func users(t *testing.T, s running.Service, name string, count int) []string {
	t.Helper()
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprint(name, i)
		s.User(t, names[i], false)
	}
	return names
}

func signIn(t *testing.T, s running.Service, name string) running.Answer {
	t.Helper()
	return s.Must(t, 200, "POST", "/users/login", running.Login(name, running.Password))
}

// table is printed when it is complete.
type table struct {
	*tabwriter.Writer
	columns int
}

func newTable(title string, columns ...any) table {
	fmt.Printf("\n%s\n\n", title)
	w := table{tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight), len(columns)}
	w.row(columns...)
	return w
}

// row fills up what has fewer cells, because a short row would end the columns of those above it.
func (w table) row(cells ...any) {
	for len(cells) < w.columns {
		cells = append(cells, "")
	}
	for _, c := range cells {
		_, _ = fmt.Fprint(w, c, "\t")
	}
	_, _ = fmt.Fprintln(w)
}

func (w table) end() { _ = w.Flush() }

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000)
}

// part is the value below which a part of all is. It sorts.
func part(of []time.Duration, share float64) time.Duration {
	slices.Sort(of)
	return of[min(int(share*float64(len(of))), len(of)-1)]
}

func binary(function string) string {
	return filepath.Join(root, "build", "host", function, "bootstrap")
}

func TestMain(m *testing.M) {
	if os.Getenv(hashes) == "" {
		os.Exit(m.Run())
	}
	if err := hash(); err != nil {
		panic(err)
	}
}
