// Package kms answers GetPublicKey and Sign for keys that sign by RSA.
//
// It owns their key pairs: each is made at its first use and stored. It must not know what is
// signed with them.
package kms

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"

	"latchkey/infra/local/values"
	"latchkey/infra/template"
)

// Target begins the names of all operations, in the header that says which one is called.
const Target = "TrentService."

// Server answers for a set of keys.
type Server struct {
	arns  []string
	pairs *pairs
}

// Check refuses a template with a key that this package does not make.
func Check(keys []template.KMSKey) error {
	for _, k := range keys {
		if k.Spec != "RSA_2048" || k.Usage != "SIGN_VERIFY" {
			return fmt.Errorf("resource %s: the local KMS makes keys of RSA_2048 for SIGN_VERIFY, and none of %s for %s", k.LogicalID, k.Spec, k.Usage)
		}
	}
	return nil
}

// Open makes a server for keys by their ARNs.
func Open(ctx context.Context, arns []string, store values.Store) (*Server, error) {
	stored, err := store.Read(ctx)
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	return &Server{arns: arns, pairs: newPairs(stored, store)}, nil
}

// refusal is an error as KMS names it.
type refusal struct{ kind, message string }

func (r refusal) Error() string { return r.kind + ": " + r.message }

// ServeHTTP speaks JSON 1.1, in which a header names the operation.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	operations := map[string]func(*request) (any, error){
		Target + "GetPublicKey": s.publicKey,
		Target + "Sign":         s.sign,
	}
	operation, served := operations[r.Header.Get("X-Amz-Target")]
	if !served {
		refuse(w, refusal{"UnknownOperationException", "only GetPublicKey and Sign are served here"})
		return
	}
	in := &request{MessageType: "RAW"}
	if err := json.NewDecoder(io.LimitReader(r.Body, 64<<10)).Decode(in); err != nil {
		refuse(w, refusal{"SerializationException", err.Error()})
		return
	}
	if !slices.Contains(s.arns, in.KeyId) {
		refuse(w, refusal{"NotFoundException", "Key '" + in.KeyId + "' does not exist"})
		return
	}
	out, err := operation(in)
	if err != nil {
		refuse(w, err)
		return
	}
	answer(w, http.StatusOK, out)
}

func refuse(w http.ResponseWriter, err error) {
	r, known := err.(refusal) //nolint:errorlint // none is wrapped
	if !known {
		answer(w, http.StatusInternalServerError, map[string]any{"__type": "KMSInternalException", "message": err.Error()})
		return
	}
	answer(w, http.StatusBadRequest, map[string]any{"__type": r.kind, "message": r.message})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
