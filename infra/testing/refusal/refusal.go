// Package refusal checks what tests expect of every refusal, whatever was refused: that a client learns
// which field is wrong and why, and that it is no failure of the service.
package refusal

import (
	"errors"
	"slices"
	"testing"

	"latchkey/shared/domain/fault"
)

// Check fails a test whose error is none of a client's fault, or blames other fields than these. No error
// is no refusal, and passes.
func Check(t testing.TB, err error, fields ...string) {
	t.Helper()
	if err == nil {
		return
	}
	var f *fault.Fault
	if !errors.As(err, &f) || f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		t.Fatalf("a failure of the service: %v", err)
	}
	if f.Code == "" || f.Detail == "" {
		t.Errorf("a refusal without code or detail: %+v", f)
	}
	Reasons(t, f.Fields, fields...)
}

// Reasons is Check for reasons that are not an error yet.
func Reasons(t testing.TB, reasons []fault.Field, fields ...string) {
	t.Helper()
	for _, r := range reasons {
		if r.Code == "" || r.Detail == "" || !slices.Contains(fields, r.Name) {
			t.Errorf("a reason against another field, or without code or detail: %+v", r)
		}
	}
}
