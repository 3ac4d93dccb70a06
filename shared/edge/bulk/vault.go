package bulk

import (
	"crypto/cipher"
	"encoding/base64"
	"fmt"
)

// Results name users, and are kept longer than a user may be: who is deleted must be gone.
// They are therefore locked with the key that the client sent, of which only a keyed hash is
// stored. Who repeats the request can read them, and nobody else.

func (k Key) lock(run Run, results []byte) (string, error) {
	aead, err := k.vault(run)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(aead.Seal(nil, nil, results, []byte(run.Token))), nil
}

// unlock reads what a run left, for whoever asks with the same key.
func (k Key) unlock(asked, left Run) ([]byte, error) {
	sealed, err := base64.StdEncoding.DecodeString(left.Results)
	if err != nil {
		return nil, fmt.Errorf("bulk: read the results: %w", err)
	}
	aead, err := k.vault(asked)
	if err != nil {
		return nil, err
	}
	results, err := aead.Open(nil, nil, sealed, []byte(left.Token))
	if err != nil {
		return nil, fmt.Errorf("bulk: unlock the results: %w", err)
	}
	return results, nil
}

func (k Key) vault(run Run) (cipher.AEAD, error) {
	key, err := k.Derive(run.phrase, "bulk results")
	if err != nil {
		return nil, err
	}
	return key.Lock()
}
