// Package secretsmanager fetches the service's secrets at cold start.
//
// It signs its one call by hand: the SDK's client for it would take a function that mails,
// texts and stores past the ten megabytes that a binary may have.
package secretsmanager

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"latchkey/shared/boot"
)

// Client talks to AWS Secrets Manager.
type Client struct {
	process  *boot.Process
	endpoint string
}

// Open makes a client of a process.
func Open(p *boot.Process) *Client {
	return &Client{p, p.Endpoint("secretsmanager", "AWS_ENDPOINT_URL_SECRETS_MANAGER", 0)}
}

// Fetch gives the current value of a secret, by name or ARN.
func (c *Client) Fetch(ctx context.Context, id string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := c.request(ctx, id)
	if err != nil {
		return "", fmt.Errorf("secretsmanager GetSecretValue: %w", err)
	}
	resp, err := c.process.HTTP.Do(req)
	if err != nil {
		return "", fmt.Errorf("secretsmanager GetSecretValue: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	var answer struct {
		SecretString string
		Type         string `json:"__type"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return "", fmt.Errorf("secretsmanager GetSecretValue: %s: %w", resp.Status, err)
	}
	if resp.StatusCode != http.StatusOK || answer.SecretString == "" {
		return "", fmt.Errorf("secretsmanager GetSecretValue: %s %s", resp.Status, answer.Type)
	}
	return answer.SecretString, nil
}

func (c *Client) request(ctx context.Context, id string) (*http.Request, error) {
	body, err := json.Marshal(map[string]string{"SecretId": id})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint+"/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-amz-json-1.1")
	req.Header.Set("X-Amz-Target", "secretsmanager.GetSecretValue")
	credentials, err := c.process.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	return req, v4.NewSigner().SignHTTP(ctx, credentials, req, hex.EncodeToString(sum[:]), "secretsmanager", c.process.Region, time.Now())
}
