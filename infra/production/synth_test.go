package production_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"latchkey/infra/production"
	"latchkey/infra/template"
)

func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

const deployed = "../../template.yaml"

const aCertificate = "arn:aws:acm:%s:123456789012:certificate/00000000-0000-0000-0000-000000000000"

// plain is a deployment that settles nothing but what it must; full has everything, in a region
// other than the front's; modest has a domain without a front, and no canaries.
var (
	plain = map[string]any{"mail-from": "no-reply@latchkey.example"}
	full  = map[string]any{
		"mail-from": "no-reply@latchkey.example", "alarm-email": "on-call@latchkey.example",
		"region": "eu-central-1", "front": "on", "sms-limit": 50,
		"domain": "auth.latchkey.example", "certificate": fmt.Sprintf(aCertificate, "eu-central-1"),
		"front-certificate": fmt.Sprintf(aCertificate, "us-east-1"), "origin-domain": "k7rq2m.latchkey.example", "param:KeysAsOf": "2026-11-22",
		"zone-id": "Z0123456789", "zone-name": "latchkey.example", "mail-domain": "latchkey.example",
	}
	modest = with(full, map[string]any{"front": nil, "front-certificate": nil, "origin-domain": nil, "canary": "off"})
)

// stack is a synthesized template, or a part of it.
type stack struct {
	Parameters, Conditions, Globals, Metadata, Outputs map[string]any
	Resources                                          map[string]resource
	source                                             []byte
}

type resource struct {
	Type, DeletionPolicy, UpdateReplacePolicy string
	Metadata, UpdatePolicy, Properties        map[string]any
}

// ofType gives the logical ids of the resources of a type.
func (s stack) ofType(kind string) (ids []string) {
	for _, id := range slices.Sorted(maps.Keys(s.Resources)) {
		if s.Resources[id].Type == kind {
			ids = append(ids, id)
		}
	}
	return ids
}

// at walks into nested members. What is not there is nil.
func at(value any, path ...any) any {
	for _, step := range path {
		switch v := value.(type) {
		case map[string]any:
			value = v[fmt.Sprint(step)]
		case []any:
			value = v[step.(int)]
		default:
			return nil
		}
	}
	return value
}

func text(value any) string {
	encoded, _ := json.Marshal(value)
	return string(encoded)
}

var (
	synthesized = map[string]map[string]stack{}
	synthesizes sync.Mutex
)

// synth gives the stacks of a deployment by their names. The same deployment is made once.
func synth(t *testing.T, context map[string]any) map[string]stack {
	t.Helper()
	needNode(t)
	synthesizes.Lock()
	defer synthesizes.Unlock()
	key := text(context)
	if synthesized[key] == nil {
		synthesized[key] = synthesize(t, context)
	}
	return synthesized[key]
}

func service(t *testing.T, context map[string]any) stack {
	t.Helper()
	return synth(t, context)["latchkey"]
}

func needNode(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		missing(t, "the CDK runs on Node, which is not installed")
	}
}

// missing skips a test for want of a tool. In CI nothing may be wanting: a test that is skipped
// there holds nothing anywhere.
func missing(t *testing.T, tool string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(tool)
	}
	t.Skip(tool)
}

func synthesize(t *testing.T, context map[string]any) map[string]stack {
	t.Helper()
	settings, err := production.ReadSettings(context, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: &folder, Context: flags(t)})
	if err := production.Add(app, production.Files{Template: deployed, Builds: standIns(t)}, settings); err != nil {
		t.Fatal(err)
	}
	app.Synth(nil)
	return readStacks(t, folder)
}

// flags are how the CDK is to behave, as its command line reads it for the deployment.
func flags(t *testing.T) *map[string]any {
	t.Helper()
	source, err := os.ReadFile("../cdk.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Context map[string]any }
	if err := json.Unmarshal(source, &file); err != nil {
		t.Fatal(err)
	}
	return &file.Context
}

func readStacks(t *testing.T, folder string) map[string]stack {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.template.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("nothing was synthesized: %v", err)
	}
	stacks := map[string]stack{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		stacks[strings.TrimSuffix(filepath.Base(file), ".template.json")] = parse(t, source)
	}
	return stacks
}

func parse(t *testing.T, source []byte) stack {
	t.Helper()
	s := stack{source: source}
	if err := json.NewDecoder(bytes.NewReader(source)).Decode(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

// standIns are builds as `make build` lays them out, but for their content.
func standIns(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, f := range every(t).Functions {
		if err := os.Mkdir(filepath.Join(folder, f.Name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, f.Name, "bootstrap"), []byte(f.Name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// every is the template with what hangs on a condition, met or not.
func every(t *testing.T) *template.Service {
	t.Helper()
	s, err := template.Load(deployed, template.Options{Parameters: map[string]string{"MailFrom": "no-reply@latchkey.example"}, Unmet: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// read is the template as it is.
func read(t *testing.T) *template.Service {
	t.Helper()
	s, err := template.Load(deployed, template.Options{Parameters: map[string]string{"MailFrom": "no-reply@latchkey.example"}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
