// Package secretsmanager fetches the service's secrets at cold start.
//
// It signs its calls by hand: the SDK's client for it would take a function that mails,
// texts and stores past the ten megabytes that a binary may have.
package secretsmanager

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"golang.org/x/sync/errgroup"

	"latchkey/shared/start/boot"
)

// A request that has its keys read again waits for two tries and for the delay between them: less
// than the two seconds that it has for that.
const (
	tryTimeout = 900 * time.Millisecond
	retryDelay = 100 * time.Millisecond
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

// Values gives the current value of a secret, by name or ARN, and behind it the one before
// the last rotation, if any.
func (c *Client) Values(ctx context.Context, id string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var current, previous string
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		current, err = c.value(ctx, id, "AWSCURRENT")
		return err
	})
	g.Go(func() (err error) {
		previous, err = c.value(ctx, id, "AWSPREVIOUS")
		if errors.Is(err, errNone) { // it was never rotated
			return nil
		}
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, err
	}
	if previous == "" {
		return []string{current}, nil
	}
	return []string{current, previous}, nil
}

// errNone says that there is no such secret, or nothing at that stage of it.
var errNone = errors.New("there is none")

// value asks twice: a function that lacks a secret does not start, and one lost answer is no
// reason for that.
func (c *Client) value(ctx context.Context, id, stage string) (string, error) {
	value, err := c.try(ctx, id, stage)
	if err != nil && !errors.Is(err, errNone) && paused(ctx) {
		value, err = c.try(ctx, id, stage)
	}
	if err != nil {
		return "", fmt.Errorf("secretsmanager GetSecretValue %s: %w", stage, err)
	}
	return value, nil
}

// paused waits a moment, since a service that throttles or restarts refuses the next call, too. It says
// whether there is time left.
func paused(ctx context.Context) bool {
	select {
	case <-time.After(retryDelay):
		return true
	case <-ctx.Done():
		return false
	}
}

func (c *Client) try(ctx context.Context, id, stage string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, tryTimeout)
	defer cancel()
	return c.get(ctx, id, stage)
}

func (c *Client) get(ctx context.Context, id, stage string) (string, error) {
	req, err := c.request(ctx, id, stage)
	if err != nil {
		return "", err
	}
	resp, err := c.process.HTTP.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	var answer struct {
		SecretString string
		Type         string `json:"__type"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return "", fmt.Errorf("%s: %w", resp.Status, err)
	}
	switch {
	case strings.HasSuffix(answer.Type, "ResourceNotFoundException"):
		return "", errNone
	case resp.StatusCode != http.StatusOK || answer.SecretString == "":
		return "", fmt.Errorf("%s %s", resp.Status, answer.Type)
	}
	return answer.SecretString, nil
}

func (c *Client) request(ctx context.Context, id, stage string) (*http.Request, error) {
	body, err := json.Marshal(map[string]string{"SecretId": id, "VersionStage": stage})
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
