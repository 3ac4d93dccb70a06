package secretsmanager

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// random draws evenly from the alphabet: bytes past its last whole multiple are drawn again.
func random(length int) string {
	const limit = 256 - 256%len(alphabet)
	value := make([]byte, 0, length)
	for b := [1]byte{}; len(value) < length; {
		_, _ = rand.Read(b[:]) // never fails
		if int(b[0]) < limit {
			value = append(value, alphabet[int(b[0])%len(alphabet)])
		}
	}
	return string(value)
}

func readValues(file string) (map[string]string, error) {
	values := map[string]string{}
	if file == "" {
		return values, nil
	}
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return values, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read secrets: %w", err)
	}
	if err := json.Unmarshal(content, &values); err != nil {
		return nil, fmt.Errorf("read secrets from %s: %w", file, err)
	}
	return values, nil
}

// writeValues replaces the file as a whole: with half of it, all that was stored under
// the secrets would be lost.
func writeValues(file string, values map[string]string) error {
	if file == "" {
		return nil
	}
	content, err := json.MarshalIndent(values, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("write secrets: %w", err)
	}
	next := file + ".next"
	if err := os.WriteFile(next, content, 0o600); err != nil {
		return fmt.Errorf("write secrets: %w", err)
	}
	return os.Rename(next, file)
}
