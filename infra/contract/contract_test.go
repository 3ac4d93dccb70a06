package contract

import (
	"fmt"
	"go/ast"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"latchkey/infra/contract/document"
	"latchkey/infra/template"
	"latchkey/shared/domain/servicekey"
)

func source(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(Path(root))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The contract is read once, because all of its examples are tried when it is. No test changes what is read.
var (
	loaded = sync.OnceValues(func() (*Contract, error) { return Load(root) })
	parsed = sync.OnceValues(func() (*document.Document, error) {
		b, err := os.ReadFile(Path(root))
		if err != nil {
			return nil, err
		}
		return document.Parse(b)
	})
)

func contractOf(t *testing.T) *Contract {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func documentOf(t *testing.T) *document.Document {
	t.Helper()
	d, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func read(t *testing.T, source []byte) *document.Document {
	t.Helper()
	d, err := document.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// changed is a copy of the contract with something else in the place of what is there once or more.
func changed(t *testing.T, from, to string) []byte {
	t.Helper()
	before := string(source(t))
	after := strings.ReplaceAll(before, from, to)
	if after == before {
		t.Fatalf("the contract does not have %q", from)
	}
	return []byte(after)
}

func service(t *testing.T) *template.Service {
	t.Helper()
	s, err := template.Load(filepath.Join(root, "template.yaml"), template.Options{
		Assumed: map[string]string{"MailFrom": "no-reply@latchkey.example", "PublicUrl": "https://id.latchkey.example", "AccessTokens": "on"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// promised are the routes of a contract, each with its function and whether anyone may call.
func promised(d *document.Document) (all []string) {
	for _, o := range d.Operations() {
		all = append(all, describe(o.Method+" "+o.Path, o.Function, slices.Contains(o.Callers, "anyone")))
	}
	slices.Sort(all)
	return all
}

// deployed leaves HEAD out: what it answers follows from GET.
func deployed(s *template.Service) (all []string) {
	for _, r := range s.Routes {
		if r.Method == http.MethodHead {
			continue
		}
		all = append(all, describe(r.Key(), r.Function, r.Authorizer == ""))
	}
	slices.Sort(all)
	return all
}

func describe(route, function string, open bool) string {
	if open {
		return route + " by " + function + " for anyone"
	}
	return route + " by " + function
}

// Every public page answers HEAD, too, by the same function, and nothing else does.
func TestEveryPageForAnyoneTakesHead(t *testing.T) {
	heads, pages := map[string]string{}, map[string]string{}
	for _, r := range service(t).Routes {
		switch {
		case r.Method == http.MethodHead:
			heads[r.Path+" "+r.Authorizer] = r.Function
		case r.Method == http.MethodGet && r.Authorizer == "":
			pages[r.Path+" "] = r.Function
		}
	}
	if !maps.Equal(heads, pages) || len(pages) < 5 {
		t.Errorf("HEAD of %v, GET for anyone of %v", heads, pages)
	}
}

// what deploys and what is promised are the same routes, and the same functions where there is none.
func TestRoutesAreThoseOfTheTemplate(t *testing.T) {
	s, d := service(t), documentOf(t)
	if want, got := deployed(s), promised(d); !slices.Equal(want, got) {
		t.Errorf("only in template.yaml: %v\nonly in the contract: %v", beside(want, got), beside(got, want))
	}
	var routed, listed []string
	for _, r := range s.Routes {
		routed = append(routed, r.Function)
	}
	for _, f := range s.Functions {
		listed = append(listed, f.Name)
	}
	var routeless []string
	for _, f := range d.Routeless {
		routeless = append(routeless, f.Function)
	}
	slices.Sort(routeless)
	if want := slices.Sorted(slices.Values(beside(listed, routed))); !slices.Equal(want, routeless) {
		t.Errorf("functions without routes: the template has %v, the contract %v", want, routeless)
	}
}

// beside is what the first list has and the second has not.
func beside(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

func TestARouteThatIsMissingShows(t *testing.T) {
	want := deployed(service(t))
	for from, to := range map[string]string{
		"  /users/logout:\n":            "  /users/log-out:\n",
		"    put:\n":                    "    post:\n",
		"operationId: two-factor\n":     "operationId: two-factors\n",
		"x-callers: [support, admin]\n": "x-callers: [anyone]\n",
	} {
		if slices.Equal(want, promised(read(t, changed(t, from, to)))) {
			t.Errorf("nobody notices %q", to)
		}
	}
}

// Whom each route is for is what the code says: main.go names the access, and the handler whether it is for
// the user whom the path names alone.
func TestCallersAreThoseOfTheCode(t *testing.T) {
	for _, o := range documentOf(t).Operations() {
		code := files(t, filepath.Join("functions", o.Function))
		handled := calls(code, "api", "Handle")
		if len(handled) != 1 {
			t.Errorf("%s is handled %d times", o.Function, len(handled))
			continue
		}
		users, scope := access(handled[0].Args[0])
		want := map[string][]string{
			"Anyone": {"anyone"}, "Users": {"user"}, "Staff": {"support", "admin"}, "Admins": {"admin"},
		}[users]
		switch {
		case len(calls(code, "", "OwnUser")) > 0:
			want = []string{"self"}
		case len(calls(code, "", "TargetUser")) > 0:
			want = []string{"self", "admin"}
		}
		if scope != "" {
			want = append(want, "service")
		}
		if !slices.Equal(want, o.Callers) || scope != o.Scope {
			t.Errorf("%s is for %v and scope %q, and the contract says %v and %q", o.ID, want, scope, o.Callers, o.Scope)
		}
	}
}

// access are the users whom a route is for, and the scope of service keys: api.Users.Or(servicekey.UsersRead).
// That staff may call it to enrol, too, as in api.Users.ToEnrol(), makes it a route for no others.
func access(e ast.Expr) (users, scope string) {
	or, ok := e.(*ast.CallExpr)
	if !ok {
		return selected(e), ""
	}
	f, ok := or.Fun.(*ast.SelectorExpr)
	switch {
	case ok && f.Sel.Name == "ToEnrol":
		return selected(f.X), ""
	case !ok || f.Sel.Name != "Or":
		return "", ""
	}
	if enrol, ok := f.X.(*ast.CallExpr); ok {
		users, _ = access(enrol)
	} else {
		users = selected(f.X)
	}
	scopes := map[string]servicekey.Scope{
		"UsersRead": servicekey.UsersRead, "UsersRegister": servicekey.UsersRegister,
		"MetadataWrite": servicekey.MetadataWrite, "SessionsRevoke": servicekey.SessionsRevoke,
	}
	return users, string(scopes[selected(or.Args[0])])
}

// a password and the code after it, or a passkey, are all that gives a token, and what hands a signed-in user on;
// every answer of the tests is held against this contract. POST /token needs a session, and its token is
// none here.
func TestTokensAreGivenBySignInAlone(t *testing.T) {
	var given []string
	for _, o := range documentOf(t).Operations() {
		if slices.ContainsFunc(o.Answers, func(a document.Answer) bool { return strings.Contains(fmt.Sprint(a), "token_type") }) {
			given = append(given, o.Method+" "+o.Path)
		}
	}
	slices.Sort(given)
	if !slices.Equal(given, []string{"POST /2fa", "POST /passkeys/sign-in", "POST /token", "POST /users/login", "POST /users/login/code"}) {
		t.Errorf("tokens are given by %v", given)
	}
}

// A route without a token is marked so in the words of OpenAPI, too.
func TestSecurityAgreesWithTheCallers(t *testing.T) {
	c := contractOf(t)
	seen := map[string]bool{}
	for path, item := range c.document.Paths.Map() {
		for method, o := range item.Operations() {
			open := o.Security != nil && len(*o.Security) == 0
			if says, _ := o.Extensions["x-callers"].([]any); open != (len(says) == 1 && says[0] == "anyone") {
				t.Errorf("%s %s: security %v, callers %v", method, path, o.Security, says)
			}
			if seen[o.OperationID] || o.Summary == "" || strings.Contains(o.Summary, "|") {
				t.Errorf("%s %s: %q, %q", method, path, o.OperationID, o.Summary)
			}
			seen[o.OperationID] = true
		}
	}
	if len(seen) < 30 {
		t.Errorf("only %v", slices.Sorted(maps.Keys(seen)))
	}
}

// The table of README is what `make docs` writes.
func TestReadmeIsFresh(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := Rewrite(string(readme), Table(documentOf(t)))
	if err != nil || fresh != string(readme) {
		t.Errorf("the table of README is stale, run `make docs`: %v", err)
	}
	stale, err := Rewrite(string(readme), Table(read(t, changed(t, "summary: Show a user\n", "summary: Show somebody\n"))))
	if err != nil || stale == string(readme) {
		t.Errorf("a stale table is not noticed: %v", err)
	}
	if _, err := Rewrite("no table", ""); err == nil {
		t.Error("a README without a place for the table")
	}
}
