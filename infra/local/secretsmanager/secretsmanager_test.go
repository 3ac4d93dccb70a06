package secretsmanager_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"latchkey/infra/local/secretsmanager"
	"latchkey/infra/template"
)

var secrets = []template.Secret{
	{LogicalID: "A", Name: "latchkey-A", ARN: "arn:aws:secretsmanager:us-east-1:1:secret:A-x", Length: 64},
	{LogicalID: "B", Name: "latchkey-B", ARN: "arn:aws:secretsmanager:us-east-1:1:secret:B-x", Length: 64},
}

func ask(t *testing.T, file, operation, body string) (int, map[string]any) {
	t.Helper()
	server, err := secretsmanager.New(secrets, file)
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	request.Header.Set("X-Amz-Target", "secretsmanager."+operation)
	recorder := httptest.NewRecorder()
	server.ServeHTTP(recorder, request)
	var answer map[string]any
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	return recorder.Code, answer
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct{ operation, body, want string }{
		{"GetSecretValue", `{"SecretId":"C"}`, "ResourceNotFoundException"},
		{"GetSecretValue", `{}`, "ResourceNotFoundException"},
		{"GetSecretValue", `{"SecretId":"latchkey-A","VersionStage":"AWSPREVIOUS"}`, "ResourceNotFoundException"},
		{"GetSecretValue", `{"SecretId":"latchkey-A","VersionStage":"AWSPENDING"}`, "ResourceNotFoundException"},
		{"GetSecretValue", `nothing`, "SerializationException"},
		{"PutSecretValue", `{"SecretId":"latchkey-A"}`, "UnknownOperationException"},
	} {
		if status, answer := ask(t, "", c.operation, c.body); status != 400 || answer["__type"] != c.want {
			t.Errorf("%s %s: %d %v", c.operation, c.body, status, answer)
		}
	}
}

func TestValues(t *testing.T) {
	status, a := ask(t, "", "GetSecretValue", `{"SecretId":"`+secrets[0].ARN+`"}`)
	value, _ := a["SecretString"].(string)
	if status != 200 || !regexp.MustCompile(`^[A-Za-z0-9]{64}$`).MatchString(value) || a["ARN"] != secrets[0].ARN || a["Name"] != "latchkey-A" {
		t.Errorf("A: %d %v", status, a)
	}
	if _, b := ask(t, "", "GetSecretValue", `{"SecretId":"latchkey-B"}`); b["SecretString"] == value || b["ARN"] != secrets[1].ARN {
		t.Errorf("B: %v", b)
	}
}

func TestFileKeepsValues(t *testing.T) {
	file := filepath.Join(t.TempDir(), "data", "secrets.json")
	_, before := ask(t, file, "GetSecretValue", `{"SecretId":"latchkey-A"}`)
	_, after := ask(t, file, "GetSecretValue", `{"SecretId":"latchkey-A"}`)
	if before["SecretString"] != after["SecretString"] {
		t.Error("the value changed")
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestBrokenFileIsNotReplaced(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secrets.json")
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := secretsmanager.New(secrets, file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("got %v", err)
	}
}
