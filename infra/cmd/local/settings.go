package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/stack"
)

const templateFile = "template.yaml"

// settings are read from the environment.
type settings struct {
	port       int
	dataDir    string
	dynamodb   string // endpoint; empty starts one
	elsewhere  bool   // the endpoint is of a DynamoDB that goes on when this ends
	parameters map[string]string
	admin      admin
}

type admin struct {
	Username string `json:"username"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

func readSettings(getenv func(string) string) (settings, error) {
	get := func(name, otherwise string) string {
		if value := getenv(name); value != "" {
			return value
		}
		return otherwise
	}
	port, err := strconv.Atoi(get("PORT", "3000"))
	if err != nil || port < 1 || port > 65535 {
		return settings{}, fmt.Errorf("PORT is %q, which is not a port: give a number from 1 to 65535", getenv("PORT"))
	}
	parameters, err := parseParameters(getenv("PARAMS"))
	return settings{
		port:       port,
		dataDir:    getenv("DATA_DIR"),
		dynamodb:   getenv("DYNAMODB_ENDPOINT"),
		elsewhere:  getenv("DYNAMODB_ENDPOINT") != "",
		parameters: parameters,
		admin: admin{
			Username: get("ADMIN_USERNAME", "admin"),
			Email:    get("ADMIN_EMAIL", "admin@latchkey.example"),
			Password: get("ADMIN_PASSWORD", newPassword()),
		},
	}, err
}

// parseParameters reads `Name=value Name=value`. A word without = goes on with the value
// before it, so that a value may have spaces.
func parseParameters(text string) (map[string]string, error) {
	parameters := map[string]string{}
	last := ""
	for _, word := range strings.Fields(text) {
		name, value, ok := strings.Cut(word, "=")
		switch {
		case ok:
			parameters[name], last = value, name
		case last != "":
			parameters[last] += " " + word
		default:
			return nil, fmt.Errorf("PARAMS begins with %q: write it as PARAMS=\"Name=value Name=value\"", word)
		}
	}
	return parameters, nil
}

// newPassword is easy to type and hard to guess: four groups of five from an alphabet
// without look-alikes.
func newPassword() string {
	const alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
	groups := make([]string, 4)
	for i := range groups {
		for range 5 {
			n, _ := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet)))) // never fails
			groups[i] += string(alphabet[n.Int64()])
		}
	}
	return strings.Join(groups, "-")
}

// check finds what would fail later, before anything is built.
func (s settings) check(ctx context.Context) error {
	if err := s.checkPort(ctx); err != nil {
		return err
	}
	if _, err := stack.Read(s.stack(io.Discard), stack.URL(s.port)); err != nil {
		return err
	}
	if s.dynamodb != "" {
		return dynamodb.CheckEndpoint(ctx, s.dynamodb)
	}
	if err := dynamodb.CheckTools(ctx); err != nil {
		return errors.Join(err, ctx.Err())
	}
	return nil
}

func (s settings) checkPort(ctx context.Context) error {
	err := stack.CheckPort(ctx, s.port)
	var at *net.OpError
	if errors.Is(err, syscall.EADDRINUSE) && errors.As(err, &at) {
		return fmt.Errorf("port %d is taken, by what listens on %s: stop that, or choose another with PORT=%d", s.port, at.Addr, s.port+1)
	}
	if err != nil {
		return fmt.Errorf("port %d cannot be opened: %w", s.port, err)
	}
	return nil
}

func (s settings) dynamodbFolder() string {
	if s.dataDir == "" {
		return ""
	}
	return filepath.Join(s.dataDir, "dynamodb")
}

// kept is where the data of earlier runs is.
func (s settings) kept() string { return cmp.Or(s.dataDir, s.dynamodb) }

func (s settings) stack(log io.Writer) stack.Config {
	secretsTable := ""
	if s.elsewhere {
		secretsTable = "latchkey-LocalSecrets"
	}
	return stack.Config{
		SecretsTable:     secretsTable,
		Template:         templateFile,
		Binaries:         binariesFolder,
		Parameters:       s.parameters,
		Port:             s.port,
		DynamoDBEndpoint: s.dynamodb,
		DataDir:          s.dataDir,
		Log:              log,
	}
}
