package accesstoken

import (
	"context"
	"crypto/rsa"
	"errors"
	"sync"

	"github.com/go-json-experiment/json"
	"golang.org/x/sync/errgroup"
)

// Signer has keys by their names, and signs with them by RSASSA-PKCS1-v1_5 over SHA-256.
type Signer interface {
	PublicKey(ctx context.Context, name string) (*rsa.PublicKey, error)
	Sign(ctx context.Context, name string, message []byte) ([]byte, error)
}

// Keys are the keys of a deployment: the first signs, and each verifies. So a key is taken out of
// use without a token being refused: another comes first, and the old one stays until its tokens
// have expired.
type Keys struct {
	Names  []string
	Signer Signer

	mu    sync.Mutex
	known map[string]Key
}

// All are the public halves, in order.
func (k *Keys) All(ctx context.Context) ([]Key, error) {
	all := make([]Key, len(k.Names))
	g, ctx := errgroup.WithContext(ctx)
	for i, name := range k.Names {
		g.Go(func() (err error) {
			all[i], err = k.key(ctx, name)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, ErrUnsigned.Because(err)
	}
	return all, nil
}

// key is read once: the public half of a key never changes.
func (k *Keys) key(ctx context.Context, name string) (Key, error) {
	k.mu.Lock()
	found, known := k.known[name]
	k.mu.Unlock()
	if known {
		return found, nil
	}
	public, err := k.Signer.PublicKey(ctx, name)
	if err != nil {
		return Key{}, err
	}
	made := newKey(public)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.known == nil {
		k.known = map[string]Key{}
	}
	k.known[name] = made
	return made, nil
}

// header is that of a token (RFC 7515 §4).
type header struct {
	Algorithm string `json:"alg"`
	Type      string `json:"typ"`
	KeyID     string `json:"kid"`
}

// sign makes a token: header, claims and signature.
func (k *Keys) sign(ctx context.Context, c claims) (string, error) {
	first, err := k.key(ctx, k.Names[0])
	if err != nil {
		return "", err
	}
	head, headErr := json.Marshal(header{"RS256", "JWT", first.ID})
	body, bodyErr := json.Marshal(c)
	if err := errors.Join(headErr, bodyErr); err != nil {
		return "", err
	}
	text := encoding.EncodeToString(head) + "." + encoding.EncodeToString(body)
	signature, err := k.Signer.Sign(ctx, k.Names[0], []byte(text))
	if err != nil {
		return "", err
	}
	return text + "." + encoding.EncodeToString(signature), nil
}
