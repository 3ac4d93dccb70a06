package kms

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"sync"

	"latchkey/infra/local/values"
)

// pairs are the key pairs by their ARNs. One is made only when it is used, since that takes a
// tenth of a second of every start.
type pairs struct {
	store values.Store

	mu   sync.Mutex
	text map[string]string // as they are stored: PEM of PKCS #8
	made map[string]*rsa.PrivateKey
}

func newPairs(stored map[string]string, store values.Store) *pairs {
	return &pairs{store: store, text: stored, made: map[string]*rsa.PrivateKey{}}
}

func (p *pairs) of(arn string) (*rsa.PrivateKey, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if pair := p.made[arn]; pair != nil {
		return pair, nil
	}
	pair, err := p.stored(arn)
	if err == nil && pair == nil {
		pair, err = p.make(arn)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", arn, err)
	}
	p.made[arn] = pair
	return pair, nil
}

// stored is the pair that an earlier start made; nil where none did.
func (p *pairs) stored(arn string) (*rsa.PrivateKey, error) {
	if p.text[arn] == "" {
		return nil, nil
	}
	block, _ := pem.Decode([]byte(p.text[arn]))
	if block == nil {
		return nil, errors.New("what is stored is not PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	pair, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("what is stored is a %T", key)
	}
	return pair, nil
}

func (p *pairs) make(arn string) (*rsa.PrivateKey, error) {
	const bits = 2048
	pair, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(pair)
	if err != nil {
		return nil, err
	}
	p.text[arn] = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	return pair, p.store.Write(context.Background(), p.text)
}
