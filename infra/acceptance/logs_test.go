package acceptance

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"latchkey/shared/domain/metric"
)

// inventory is docs/logs.md, as far as it can be held against the service.
type inventory struct {
	lines   map[string][]string // the members of each line, by its message
	always  []string            // those of every line
	members []string            // those that are explained
	access  []string
	metrics []string
}

var (
	tableOf = regexp.MustCompile(`(?m)^\| (line|member|metric) .*\n\|[-|]+\|\n((?:\|.*\n)+)`)
	quoted  = regexp.MustCompile("`([^`]+)`")
)

var readInventory = sync.OnceValues(func() (inventory, error) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "logs.md"))
	inv := inventory{lines: map[string][]string{}}
	for _, table := range tableOf.FindAllStringSubmatch(string(page), -1) {
		for row := range strings.Lines(table[2]) {
			cells := strings.Split(row, "|")
			first, last := names(cells[1]), cells[len(cells)-2]
			switch {
			case table[1] == "line":
				inv.lines[first[0]] = names(last)
			case table[1] == "metric":
				inv.metrics = append(inv.metrics, first...)
			case strings.HasPrefix(table[0], "| member | type"):
				inv.members = append(inv.members, first...)
				if strings.Contains(last, "in every line") {
					inv.always = append(inv.always, first...)
				}
			default:
				inv.access = append(inv.access, first...)
			}
		}
	}
	return inv, err
})

// names are the words of a cell that stand in code's letters.
func names(cell string) (all []string) {
	for _, match := range quoted.FindAllStringSubmatch(cell, -1) {
		all = append(all, match[1])
	}
	return all
}

func page(t *testing.T) inventory {
	t.Helper()
	inv, err := readInventory()
	if err != nil || len(inv.lines) == 0 || len(inv.always) == 0 || len(inv.access) == 0 {
		t.Fatalf("%+v, %v", inv, err)
	}
	return inv
}

// inInventory holds when the page has every line of a log, with every member.
func inInventory(t *testing.T, log string) {
	t.Helper()
	inv := page(t)
	for text := range strings.Lines(log) {
		name, text, found := strings.Cut(text, "] {")
		line := map[string]any{}
		if !found || !strings.HasPrefix(name, "[") {
			continue // the local gateway's
		}
		if err := json.Unmarshal([]byte("{"+text), &line); err != nil {
			continue // cut off, with its process
		}
		message, _ := line["msg"].(string)
		members, known := inv.lines[message]
		if !known && !strings.HasPrefix(message, `{"errorMessage"`) {
			t.Errorf("docs/logs.md has no line %q", message)
			continue
		}
		if message == "request" {
			members = append(append([]string{"_aws"}, members...), inv.metrics...)
		}
		for member := range line {
			if !slices.Contains(members, member) && !slices.Contains(inv.always, member) {
				t.Errorf("docs/logs.md has no member %s in %q", member, message)
			}
		}
	}
}

// the page has every line that the service can write, and none that it cannot; it
// explains each member; and it has the gateway's and the metrics' names.
func TestLogInventory(t *testing.T) {
	inv := page(t)
	same(t, "lines", slices.Collect(maps.Keys(inv.lines)), append(messages(t, "shared"), messages(t, "functions")...))

	var used []string
	for _, members := range inv.lines {
		used = append(used, members...)
	}
	same(t, "members", inv.members, append(append(used, inv.always...), "_aws"))

	template, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var access []string
	for _, match := range regexp.MustCompile(`"(\w+)":"\$context\.`).FindAllStringSubmatch(string(template), -1) {
		access = append(access, match[1])
	}
	same(t, "members of the access log", inv.access, access)

	var counted []string
	for _, name := range metric.Names {
		counted = append(counted, string(name))
	}
	same(t, "metrics", inv.metrics, counted)
}

func same(t *testing.T, what string, page, service []string) {
	t.Helper()
	for _, names := range []*[]string{&page, &service} {
		slices.Sort(*names)
		*names = slices.Compact(*names)
	}
	if !slices.Equal(page, service) {
		t.Errorf("%s: docs/logs.md has\n%q\nand the service\n%q", what, page, service)
	}
}

// messages are those of every call of slog in a folder's code, whatever it is built with. One
// that is put together where it is logged could be made of a request, and fails the test.
func messages(t *testing.T, folder string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(root, folder), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				all = append(all, messageOf(t, path, call)...)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// place says which argument of slog's functions is the message.
var place = map[string]int{
	"Debug": 0, "Info": 0, "Warn": 0, "Error": 0, "Log": 2, "LogAttrs": 2,
	"DebugContext": 1, "InfoContext": 1, "WarnContext": 1, "ErrorContext": 1,
}

func messageOf(t *testing.T, path string, call *ast.CallExpr) []string {
	t.Helper()
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	from, ok := function.X.(*ast.Ident)
	at, logs := place[function.Sel.Name]
	if !ok || from.Name != "slog" || !logs {
		return nil
	}
	literal, ok := call.Args[at].(*ast.BasicLit)
	if !ok {
		t.Errorf("%s: the message of slog.%s is not written out", path, function.Sel.Name)
		return nil
	}
	message, err := strconv.Unquote(literal.Value)
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	return []string{message}
}

// lines are what functions have logged, as JSON. It stops the service, which so is one of the
// test's own: what a process has printed is all there once the process has ended.
func (s service) lines(t *testing.T) (all []map[string]any) {
	t.Helper()
	s.Stop()
	for text := range strings.Lines(s.log.String()) {
		_, text, found := strings.Cut(text, "] {")
		if !found || strings.Contains(text, `"errorMessage"`) {
			continue
		}
		line := map[string]any{}
		if err := json.Unmarshal([]byte("{"+text), &line); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		all = append(all, line)
	}
	return all
}

// a request has one line, by the gateway's id and by Lambda's, and its answer names it.
func TestRequestsAreFound(t *testing.T) {
	s := startNew(t)
	s.account(t, "mary", false)
	asked := map[string]answer{}
	for _, a := range []answer{
		s.do(t, "GET", "/health", ""), s.do(t, "GET", "/users/me", ""), s.post(t, "/users/login", "{"),
		s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", s.token(t, "mary")),
	} {
		id := a.header.Get("X-Request-Id")
		if id == "" || id != a.header.Get("Apigw-Requestid") || a.status >= 400 && a.text("request_id") != id {
			t.Errorf("%v %s", a.header, a.body)
		}
		asked[id] = a
	}
	uuid := regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	invocations, found := map[any]bool{}, 0
	for _, line := range s.lines(t) {
		a, ours := asked[fmt.Sprint(line["request_id"])]
		if line["msg"] != "request" || !ours {
			continue
		}
		found++
		invocation := fmt.Sprint(line["invocation_id"])
		if !uuid.MatchString(invocation) || invocations[invocation] || line["status"] != float64(a.status) {
			t.Errorf("%v", line)
		}
		invocations[invocation] = true
	}
	if found != len(asked) {
		t.Errorf("%d lines of %d requests", found, len(asked))
	}
}
