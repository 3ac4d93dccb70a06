// Package kms signs with RSA keys that never leave AWS KMS.
package kms

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"latchkey/shared/start/boot"
)

// A call is given up long before the request of which it is a part, so that the client is told to
// try again by the service and not by the gateway. KMS signs within a tenth of a second.
const (
	tryTime  = 1200 * time.Millisecond
	callTime = 3 * time.Second
)

// Client talks to AWS KMS.
type Client struct{ client *kms.Client }

// Open makes the client of a process.
func Open(p *boot.Process) *Client {
	endpoint := p.Endpoint("kms", "AWS_ENDPOINT_URL_KMS", 1)
	return &Client{kms.New(kms.Options{
		BaseEndpoint: &endpoint, Region: p.Region, Credentials: p.Credentials, HTTPClient: p.Within(tryTime), Retryer: boot.Retryer(boot.Unreadable),
	})}
}

// PublicKey gives the public half of a key, which stays the same for as long as the key exists.
func (c *Client) PublicKey(ctx context.Context, arn string) (*rsa.PublicKey, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	out, err := c.client.GetPublicKey(ctx, &kms.GetPublicKeyInput{KeyId: &arn})
	if err != nil {
		return nil, fmt.Errorf("kms GetPublicKey: %w", err)
	}
	key, err := x509.ParsePKIXPublicKey(out.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("kms GetPublicKey: %w", err)
	}
	public, ok := key.(*rsa.PublicKey)
	if !ok || out.KeyUsage != types.KeyUsageTypeSignVerify {
		return nil, fmt.Errorf("kms GetPublicKey: a %T for %s signs no access token", key, out.KeyUsage)
	}
	return public, nil
}

// Sign signs a message by RSASSA-PKCS1-v1_5 over SHA-256. Only the digest of the message is sent.
func (c *Client) Sign(ctx context.Context, arn string, message []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	digest := sha256.Sum256(message)
	out, err := c.client.Sign(ctx, &kms.SignInput{
		KeyId: &arn, Message: digest[:], MessageType: types.MessageTypeDigest,
		SigningAlgorithm: types.SigningAlgorithmSpecRsassaPkcs1V15Sha256,
	})
	if err != nil {
		return nil, fmt.Errorf("kms Sign: %w", err)
	}
	return out.Signature, nil
}
