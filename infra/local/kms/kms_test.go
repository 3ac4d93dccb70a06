package kms_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/infra/local/kms"
	"latchkey/infra/local/values"
	"latchkey/infra/template"
)

const (
	first  = "arn:aws:kms:us-east-1:1:key/first"
	second = "arn:aws:kms:us-east-1:1:key/second"
)

func open(t *testing.T, store values.Store) *kms.Server {
	t.Helper()
	s, err := kms.Open(t.Context(), []string{first, second}, store)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ask(t *testing.T, s *kms.Server, operation, body string) (int, map[string]any) {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	request.Header.Set("X-Amz-Target", kms.Target+operation)
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, request)
	var answer map[string]any
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	return recorder.Code, answer
}

// signing is a request to sign with the first key.
func signing(message, kind, algorithm string) string {
	return fmt.Sprintf(`{"KeyId":%q,"Message":%q,"MessageType":%q,"SigningAlgorithm":%q}`,
		first, base64.StdEncoding.EncodeToString([]byte(message)), kind, algorithm)
}

const pkcs = "RSASSA_PKCS1_V1_5_SHA_256"

func TestRefusals(t *testing.T) {
	s := open(t, values.Memory{})
	for _, c := range []struct{ operation, body, want string }{
		{"GetPublicKey", `{"KeyId":"` + first + `x"}`, "NotFoundException"},
		{"GetPublicKey", `{}`, "NotFoundException"},
		{"Sign", `{"KeyId":"alias/x"}`, "NotFoundException"},
		{"Sign", signing("x", "DIGEST", pkcs), "ValidationException"},
		{"Sign", signing("", "RAW", pkcs), "ValidationException"},
		{"Sign", signing(strings.Repeat("x", 4097), "RAW", pkcs), "ValidationException"},
		{"Sign", signing("x", "RAW", "RSASSA_PSS_SHA_256"), "ValidationException"},
		{"Sign", `nothing`, "SerializationException"},
		{"Decrypt", `{"KeyId":"` + first + `"}`, "UnknownOperationException"},
	} {
		if status, answer := ask(t, s, c.operation, c.body); status != 400 || answer["__type"] != c.want {
			t.Errorf("%s %s: %d %v", c.operation, c.body, status, answer)
		}
	}
}

func public(t *testing.T, s *kms.Server, arn string) *rsa.PublicKey {
	t.Helper()
	status, answer := ask(t, s, "GetPublicKey", `{"KeyId":"`+arn+`"}`)
	text, _ := answer["PublicKey"].(string)
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil || status != 200 || answer["KeyId"] != arn || answer["KeySpec"] != "RSA_2048" {
		t.Fatalf("%d %v", status, answer)
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		t.Fatal(err)
	}
	return key.(*rsa.PublicKey)
}

// A signature is good by the public key of its own key, and by no other.
func TestSignatures(t *testing.T) {
	s := open(t, values.Memory{})
	digest := sha256.Sum256([]byte("a message"))
	for kind, message := range map[string]string{"RAW": "a message", "DIGEST": string(digest[:])} {
		status, answer := ask(t, s, "Sign", signing(message, kind, pkcs))
		text, _ := answer["Signature"].(string)
		signature, err := base64.StdEncoding.DecodeString(text)
		if err != nil || status != 200 {
			t.Fatalf("%s: %d %v", kind, status, answer)
		}
		if err := rsa.VerifyPKCS1v15(public(t, s, first), crypto.SHA256, digest[:], signature); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		if rsa.VerifyPKCS1v15(public(t, s, second), crypto.SHA256, digest[:], signature) == nil {
			t.Errorf("%s: the other key verifies it", kind)
		}
	}
}

// A token of before verifies after a new start, if there is a file; and only the owner reads it.
func TestFileKeepsKeys(t *testing.T) {
	file := filepath.Join(t.TempDir(), "data", "keys.json")
	before := public(t, open(t, values.File(file)), first)
	if !public(t, open(t, values.File(file)), first).Equal(before) {
		t.Error("the key changed")
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(file, []byte(`{"`+first+`":"x"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, answer := ask(t, open(t, values.File(file)), "GetPublicKey", `{"KeyId":"`+first+`"}`); status != 500 || answer["__type"] != "KMSInternalException" {
		t.Errorf("a broken file: %d %v", status, answer)
	}
}

func TestKeysOfOtherKindsAreRefused(t *testing.T) {
	for _, k := range []template.KMSKey{
		{LogicalID: "Key", Spec: "SYMMETRIC_DEFAULT", Usage: "ENCRYPT_DECRYPT"},
		{LogicalID: "Key", Spec: "ECC_NIST_P256", Usage: "SIGN_VERIFY"},
		{LogicalID: "Key", Spec: "RSA_2048", Usage: "ENCRYPT_DECRYPT"},
	} {
		if err := kms.Check([]template.KMSKey{k}); err == nil || !strings.Contains(err.Error(), "resource Key") {
			t.Errorf("%+v: %v", k, err)
		}
	}
	if err := kms.Check([]template.KMSKey{{Spec: "RSA_2048", Usage: "SIGN_VERIFY"}}); err != nil {
		t.Error(err)
	}
}
