// Package secretsmanager answers GetSecretValue for the secrets of a template.
//
// It owns their values: random, made at the first start and kept in a file when there is
// one. It must not know what they are for.
package secretsmanager

import (
	"encoding/json"
	"io"
	"net/http"

	"latchkey/infra/template"
)

// Server answers for a set of secrets. Their values never change while it runs.
type Server struct {
	secrets []template.Secret
	values  map[string]string // by logical id
}

// New makes a value for every secret. They are kept in file, unless that is empty.
func New(secrets []template.Secret, file string) (*Server, error) {
	values, err := readValues(file)
	if err != nil {
		return nil, err
	}
	made := false
	for _, s := range secrets {
		if values[s.LogicalID] == "" {
			values[s.LogicalID] = random(s.Length)
			made = true
		}
	}
	if made {
		if err := writeValues(file, values); err != nil {
			return nil, err
		}
	}
	return &Server{secrets: secrets, values: values}, nil
}

// ServeHTTP speaks JSON 1.1, in which a header names the operation.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Amz-Target") != "secretsmanager.GetSecretValue" {
		refuse(w, "UnknownOperationException", "only GetSecretValue is served here")
		return
	}
	var request struct{ SecretId string }
	if err := json.NewDecoder(io.LimitReader(r.Body, 64<<10)).Decode(&request); err != nil {
		refuse(w, "SerializationException", err.Error())
		return
	}
	for _, secret := range s.secrets {
		if request.SecretId == secret.ARN || request.SecretId == secret.Name {
			answer(w, http.StatusOK, s.describe(secret))
			return
		}
	}
	refuse(w, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
}

func (s *Server) describe(secret template.Secret) map[string]any {
	return map[string]any{
		"ARN":           secret.ARN,
		"Name":          secret.Name,
		"SecretString":  s.values[secret.LogicalID],
		"VersionId":     versionID,
		"VersionStages": []string{"AWSCURRENT"},
	}
}

// versionID stands for the one version that a secret has here.
const versionID = "00000000-0000-4000-8000-000000000001"

func refuse(w http.ResponseWriter, kind, message string) {
	answer(w, http.StatusBadRequest, map[string]any{"__type": kind, "message": message})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
