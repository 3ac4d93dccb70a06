package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPercentile(t *testing.T) {
	var hundred []time.Duration
	for i := range 100 {
		hundred = append(hundred, time.Duration(i+1))
	}
	for percent, want := range map[int]time.Duration{1: 1, 50: 50, 99: 99, 100: 100} {
		if got := percentile(hundred, percent); got != want {
			t.Errorf("p%d is %d, want %d", percent, got, want)
		}
	}
	if percentile(nil, 50) != 0 || percentile(hundred[:1], 99) != 1 {
		t.Error("of none, or of one")
	}
}

// An act that fails is no figure.
func TestAFailedActIsNoFigure(t *testing.T) {
	broken := errors.New("the server answers 500")
	a := act{here: true, once: func(i int) error {
		if i == 3 {
			return broken
		}
		return nil
	}}
	if _, err := a.measure(context.Background(), nil, plan{clients: 2, each: time.Second}); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

// The processor time of a child of a child counts for the server that started it, and nobody else's.
func TestTreeUsage(t *testing.T) {
	cmd := exec.Command("sh", "-c", "sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done; read x'; true")
	in, err := cmd.StdinPipe()
	out, outErr := cmd.StdoutPipe()
	if errors.Join(err, outErr, cmd.Start()) != nil {
		t.Fatal(err, outErr)
	}
	t.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	if _, err := out.Read(make([]byte, 4)); err != nil {
		t.Fatal(err)
	}
	used, err := treeUsage(cmd.Process.Pid)
	if err != nil || used.all() == 0 || used.functions != 0 || used.database != 0 {
		t.Errorf("%+v %v", used, err)
	}
	if whole, err := treeUsage(os.Getpid()); err != nil || whole.all() < used.all() {
		t.Errorf("the parent has %v, and its child %v: %v", whole, used, err)
	}
}

func TestParametersAreLatchkeys(t *testing.T) {
	if err := sameParameters("../../.."); err != nil {
		t.Error(err)
	}
}

// What the hook of PocketBase stores verifies the password, and no other.
func TestStoredHash(t *testing.T) {
	stored := argon2idText(password)
	if !argon2idMatches(stored, password) || argon2idMatches(stored, password+"x") || argon2idMatches("", password) {
		t.Error(stored)
	}
}

func TestRowsStandSideBySide(t *testing.T) {
	var out strings.Builder
	writeRows(&out, []row{
		{server: "A", act: checkSession, done: 10, took: time.Second, processor: usage{server: 10 * time.Millisecond}},
		{server: "B", act: makeAccount, done: 2, took: time.Second, hash: 20 * time.Millisecond,
			processor: usage{server: 20 * time.Millisecond, functions: 50 * time.Millisecond, database: 10 * time.Millisecond}},
	})
	lines := slices.Collect(strings.Lines(out.String()))
	if len(lines) != 4 || !strings.Contains(lines[2], "| B | 2 |") || !strings.Contains(lines[3], "| A | 10 |") {
		t.Fatal(out.String())
	}
	if !strings.Contains(lines[2], "40.0 ms: functions 25.0, gateway 10.0, DynamoDB Local 5.00 | functions 1.25, all 2.00 |") ||
		!strings.Contains(lines[3], "| 1.00 ms | no hash |") {
		t.Error(out.String())
	}
}
