package mutants

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// write makes a folder.
func write(t *testing.T, files map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// small is a module: rule is changed, the test of user reaches it, and alone has nothing to do with it.
func small() map[string]string {
	return map[string]string{
		"go.mod": "module example.org/small\n\ngo 1.26\n",
		"rule/rule.go": `package rule

const limit = 2 * 4

type yes bool

// Fits has conditions in conditions.
func Fits(text string, other *int) bool {
	return text != "" && (len(text) <= limit || other != nil && *other+1 > 9)
}

func Sum(all []uint8) (sum int) {
	for i := 0; i < len(all); i++ {
		sum += int(all[i]) * 2
	}
	return sum
}

func Clip(n int) int {
	if n > limit {
		return limit
	}
	return n
}

func Unused(a, b float64) bool { return a-b == 0 }

func Unchanged(a, b string, of map[string]int, n uint) (bool, string, uint, yes) {
	defer func() { _ = recover() != nil }()
	of[a]++
	var same yes = a == b
	return bool(same), a + b, 1<<n + n, same
}
`,
		"rule/rule_test.go": `package rule

import "testing"

func TestFits(t *testing.T) {
	n := 9
	if !Fits("12345678", nil) || Fits("", nil) || Fits("123456789", nil) || !Fits("123456789", &n) {
		t.Error("wrong")
	}
}

func TestSum(t *testing.T) {
	if Sum([]uint8{200, 3}) != 406 {
		t.Error("wrong")
	}
}
`,
		"user/user_test.go": `package user

import (
	"testing"

	"example.org/small/rule"
)

func TestClip(t *testing.T) {
	if rule.Clip(8) != 8 || rule.Clip(9) != 8 {
		t.Error("wrong")
	}
}
`,
		"alone/alone_test.go": "package alone\n\nvar _ int = \"does not build, and is not built\"\n",
	}
}

// report leaves out what Unchanged does: a recover has to stay where it is, and the other operands are no bool,
// no numbers, an element of a map, and a constant that has its type from the other operand.
const report = `18 mutants
13 are killed by tests of their own package
rule/rule.go:9:20: && as || in text != "" && (len(text) <= limit || other != nil && *other+1 > 9) (killed by example.org/small/rule TestFits)
rule/rule.go:9:14: != as == in text != "" (killed by example.org/small/rule TestFits)
rule/rule.go:9:43: || as && in len(text) <= limit || other != nil && *other+1 > 9 (killed by example.org/small/rule TestFits)
rule/rule.go:9:34: <= as > in len(text) <= limit (killed by example.org/small/rule TestFits)
rule/rule.go:9:34: <= as < in len(text) <= limit (killed by example.org/small/rule TestFits)
rule/rule.go:9:59: && as || in other != nil && *other+1 > 9 (killed by example.org/small/rule TestFits)
rule/rule.go:9:52: != as == in other != nil (killed by example.org/small/rule TestFits)
rule/rule.go:9:71: > as <= in *other+1 > 9 (killed by example.org/small/rule TestFits)
rule/rule.go:9:71: > as >= in *other+1 > 9 (lives: 1 test program passes)
rule/rule.go:9:68: + as - in *other+1 (killed by example.org/small/rule TestFits)
rule/rule.go:13:16: < as >= in i < len(all) (killed by example.org/small/rule TestSum)
rule/rule.go:13:16: < as <= in i < len(all) (killed by example.org/small/rule TestSum)
rule/rule.go:13:29: ++ as -- in i++ (killed by example.org/small/rule TestSum)
rule/rule.go:14:22: * as / in int(all[i]) * 2 (killed by example.org/small/rule TestSum)
rule/rule.go:20:7: > as <= in n > limit (killed by example.org/small/user TestClip)
rule/rule.go:20:7: > as >= in n > limit (lives: 1 test program passes)
rule/rule.go:26:45: == as != in a-b == 0 (no test reaches it)
rule/rule.go:26:42: - as + in a-b (no test reaches it)

                          mutants  killed  of them by own tests  lived  not reached
  example.org/small/rule       18      14                    13      2            2
`

func settings(root string, output *bytes.Buffer) Settings {
	tests := []string{"./rule", "./user", "./alone"}
	return Settings{Root: root, Change: []string{"./rule"}, Tests: tests, AtOnce: 3, All: true, Output: output}
}

func TestEveryMutantHasItsVerdict(t *testing.T) {
	var output bytes.Buffer
	if err := Run(t.Context(), settings(write(t, small()), &output)); err != nil {
		t.Fatal(err)
	}
	got, _, found := strings.Cut(output.String(), "\nin ") // how long it took
	if !found || got != report {
		t.Errorf("got\n%s\nwant\n%s", output.String(), report)
	}
}

// A test that fails anyhow would kill every mutant.
func TestTestsPassWithoutAMutant(t *testing.T) {
	var output bytes.Buffer
	files := small()
	files["user/user_test.go"] = strings.Replace(files["user/user_test.go"], "!= 8", "!= 7", 1)
	err := Run(t.Context(), settings(write(t, files), &output))
	if !errors.Is(err, ErrTests) || !strings.Contains(err.Error(), "--- FAIL: TestClip") || strings.Contains(output.String(), "rule.go") {
		t.Errorf("%v\n%s", err, output.String())
	}
}

func TestALoopEnds(t *testing.T) {
	root := write(t, map[string]string{"loop": "#!/bin/sh\nexec sleep 60\n"})
	p := program{dir: root, binary: filepath.Join(root, "loop")}
	if err := os.Chmod(p.binary, 0o700); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	out, err := p.run(t.Context(), 100*time.Millisecond, "A=b")
	if how(out, err) != "took too long" || time.Since(began) > 10*time.Second {
		t.Errorf("%q, %v, in %s", out, err, time.Since(began))
	}
}

func TestTheRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var output bytes.Buffer
	p := &program{binary: "/bin/true", reached: map[int]bool{1: true}}
	cancel()
	tries := tries{Settings: settings(t.TempDir(), &output), mutants: []mutant{{number: 1, first: 1}}, verdicts: make([]verdict, 1)}
	err := tries.inOrder(ctx, func(i int) { tries.verdicts[i].try(ctx, tries.mutants[i], []*program{p}) }, tries.print)
	if !errors.Is(err, context.Canceled) || output.Len() > 0 {
		t.Errorf("%v\n%s", err, output.String())
	}
}
