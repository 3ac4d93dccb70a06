// Package secretsmanager answers GetSecretValue for the secrets of a template.
//
// It owns their values: random, made at the first start and stored. It must not
// know what they are for.
package secretsmanager

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"

	"latchkey/infra/local/values"
	"latchkey/infra/template"
)

// Server answers for a set of secrets.
type Server struct {
	secrets []template.Secret
	store   values.Store

	mu     sync.Mutex
	values map[string]string // by logical id, and behind it the stage of one that was replaced
}

// The stages of a value, as Secrets Manager calls them.
const (
	current  = "AWSCURRENT"
	previous = "AWSPREVIOUS"
)

// name is what a value is stored under.
func name(logicalID, stage string) string {
	if stage == current {
		return logicalID
	}
	return logicalID + " " + stage
}

// New stores the values in a file, or in memory when that is empty.
func New(secrets []template.Secret, file string) (*Server, error) {
	if file == "" {
		return Open(context.Background(), secrets, values.Memory{})
	}
	return Open(context.Background(), secrets, values.File(file))
}

// Open makes a value for every secret that the store has none of.
func Open(ctx context.Context, secrets []template.Secret, store values.Store) (*Server, error) {
	stored, err := store.Read(ctx)
	if err != nil {
		return nil, fmt.Errorf("read secrets: %w", err)
	}
	made := false
	for _, s := range secrets {
		if stored[s.LogicalID] == "" {
			stored[s.LogicalID] = random(s.Length)
			made = true
		}
	}
	if made {
		if err := store.Write(ctx, stored); err != nil {
			return nil, fmt.Errorf("write secrets: %w", err)
		}
	}
	return &Server{secrets: secrets, store: store, values: stored}, nil
}

// Rotate gives a secret another value, and keeps the one that it had as the previous one.
func (s *Server) Rotate(logicalID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, secret := range s.secrets {
		if secret.LogicalID == logicalID {
			s.values[name(logicalID, previous)] = s.values[logicalID]
			s.values[logicalID] = random(secret.Length)
			return s.store.Write(context.Background(), s.values)
		}
	}
	return fmt.Errorf("there is no secret %s", logicalID)
}

// Value is the current value of a secret.
func (s *Server) Value(logicalID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.values[name(logicalID, current)]
}

// ServeHTTP speaks JSON 1.1, in which a header names the operation.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Amz-Target") != "secretsmanager.GetSecretValue" {
		refuse(w, "UnknownOperationException", "only GetSecretValue is served here")
		return
	}
	request := struct{ SecretId, VersionStage string }{VersionStage: current}
	if err := json.NewDecoder(io.LimitReader(r.Body, 64<<10)).Decode(&request); err != nil {
		refuse(w, "SerializationException", err.Error())
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, secret := range s.secrets {
		value := s.values[name(secret.LogicalID, request.VersionStage)]
		if value != "" && (request.SecretId == secret.ARN || request.SecretId == secret.Name) {
			answer(w, http.StatusOK, map[string]any{
				"ARN": secret.ARN, "Name": secret.Name, "SecretString": value, "VersionStages": []string{request.VersionStage},
			})
			return
		}
	}
	refuse(w, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
}

func refuse(w http.ResponseWriter, kind, message string) {
	answer(w, http.StatusBadRequest, map[string]any{"__type": kind, "message": message})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
