package contract

import (
	"os"
	"testing"
)

// The codes of clients in Go are what `make docs` writes.
func TestCodesAreFresh(t *testing.T) {
	written, err := os.ReadFile(CodesPath(root))
	if err != nil {
		t.Fatal(err)
	}
	codes, err := Codes(documentOf(t))
	if err != nil {
		t.Fatal(err)
	}
	if string(codes) != string(written) {
		t.Error("clients/go/codes.go is stale, run `make docs`")
	}
}
