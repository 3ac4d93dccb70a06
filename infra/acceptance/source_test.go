package acceptance

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sources parses the Go files under folders of the repository that deploy, by their paths.
func sources(t *testing.T, folders ...string) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			files[path] = file
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

const imported = "shared/domain/password/"

// primitives are all functions for randomness, hashes, encryption and patterns in what deploys, and
// the files that may use one that is not for secrets.
var primitives = map[string][]string{
	"crypto/aes": nil, "crypto/cipher": nil, "crypto/hkdf": nil, "crypto/hmac": nil, "crypto/rand": nil, "crypto/sha256": nil, "crypto/subtle": nil,
	"crypto/rsa": nil, "crypto/x509": nil, // public halves, of keys that sign in KMS
	"golang.org/x/crypto/argon2": nil,
	// For hashes of elsewhere, until their first use.
	"crypto/sha1":   {imported + "pbkdf2.go", imported + "sha.go", "shared/outside/breaches/breaches.go"}, // the latter for lists that have no other
	"crypto/sha512": {imported + "pbkdf2.go", imported + "sha.go"}, "hash": {imported + "pbkdf2.go", imported + "sha.go"},
	"crypto/pbkdf2": {imported + "pbkdf2.go"}, "golang.org/x/crypto/blowfish": {imported + "bcrypt.go"}, "golang.org/x/crypto/scrypt": {imported + "scrypt.go"},
	"hash/crc32":   {"shared/domain/token/token.go", "shared/domain/token/grant.go"},                              // tells a mistyped token, and proves nothing
	"math/rand/v2": {"shared/aws/dynamo/retry.go", "shared/start/boot/retry.go", "shared/domain/message/pace.go"}, // spreads what happens in time
	"regexp":       nil,                                                                                           // RE2, whose time is linear in what it reads
}

// randomness, hashes and patterns come from these alone. MD5, SHA-1, math/rand for
// a code, and a regular expression that a client can make run for ever are a change to this list.
func TestPrimitives(t *testing.T) {
	seen := map[string]bool{}
	for path, file := range sources(t, "functions", "shared") {
		for _, spec := range file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			watched := slices.ContainsFunc([]string{"crypto", "hash", "rand", "regex"}, func(s string) bool { return strings.Contains(name, s) })
			if !watched || strings.HasPrefix(name, "latchkey/") {
				continue
			}
			seen[name] = true
			if only, known := primitives[name]; !known || only != nil && !slices.ContainsFunc(only, func(s string) bool { return path == filepath.Join(root, s) }) {
				t.Errorf("%s imports %s", path, name)
			}
		}
	}
	for name := range primitives {
		if !seen[name] {
			t.Errorf("nothing imports %s any more", name)
		}
	}
}

// every function that can set a password has the tests that refuse bad and stolen ones.
func TestEveryDoorRefusesBadPasswords(t *testing.T) {
	doors := 0
	mains, err := filepath.Glob(filepath.Join(root, "functions", "*", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range mains {
		wired, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		named := func(part string) bool { return strings.Contains(string(wired), part) }
		sets := named("setup.Policy(") || named("sending.Registrar(")
		if hashes := named("password.Hasher") && filepath.Base(filepath.Dir(path)) != "login"; !sets && !hashes {
			continue // login compares passwords, and hashes again what it compared
		}
		doors++
		tests, err := os.ReadFile(filepath.Join(filepath.Dir(path), "handler_test.go"))
		for _, test := range []string{"world.RefusesBadPasswords(", "world.RefusesStolenPasswords("} {
			if err != nil || !strings.Contains(string(tests), test) {
				t.Errorf("%s sets passwords, and no test of it has %s…): %v", filepath.Dir(path), test, err)
			}
		}
	}
	if doors < 6 {
		t.Errorf("only %d functions set passwords", doors)
	}
}

// wrong codes are told at every function that compares some. One compares codes that prove an address,
// to which nothing is told before.
func TestWrongCodesAreWatched(t *testing.T) {
	mains, err := filepath.Glob(filepath.Join(root, "functions", "*", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range mains {
		wired, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		own := strings.Contains(string(wired), "setup.Redeemer(")
		if watched := strings.Contains(string(wired), "sending.Watch("); own && !watched && filepath.Base(filepath.Dir(path)) != "confirm-email" {
			t.Errorf("%s compares codes, and nobody is told of wrong ones", filepath.Dir(path))
		}
	}
}

// comparing is the one file that compares secrets.
const comparing = "shared/domain/token/token.go"

// secretName ends the names of values that must be compared in constant time.
var secretName = regexp.MustCompile(`(?i)(hash|otp|encrypted|secret|reveal|token)$`)

// storedAlone are comparisons of what is stored with what is stored: no client chose either side.
var storedAlone = []string{"u.EmailOTP.Hash == p.OTP", "s.TokenHash == current", "stored.Token != run.Token", "d.TokenHash == e.Known.TokenHash"}

// one place compares secrets, in constant time; no file does on its own.
func TestSecretsAreComparedInOnePlace(t *testing.T) {
	constant := 0
	for path, file := range sources(t, "functions", "shared") {
		name, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if call := types.ExprString(n.Fun); call == "subtle.ConstantTimeCompare" || call == "hmac.Equal" {
					if constant++; name != comparing {
						t.Errorf("%s compares a secret on its own: %s", name, types.ExprString(n))
					}
				}
			case *ast.BinaryExpr:
				if words := types.ExprString(n); (n.Op == token.EQL || n.Op == token.NEQ) && (secret(n.X) || secret(n.Y)) && !constantOf(n.Y) && !slices.Contains(storedAlone, words) {
					t.Errorf("%s compares a secret, and not in constant time: %s", name, words)
				}
			}
			return true
		})
	}
	if constant != 1 {
		t.Errorf("%d comparisons are in constant time", constant)
	}
}

// constantOf holds for literals, as in a comparison with nothing.
func constantOf(e ast.Expr) bool {
	_, literal := e.(*ast.BasicLit)
	ident, named := e.(*ast.Ident)
	return literal || named && ident.Name == "nil"
}

// namesSecret does not hold for the type of factor.
func namesSecret(name string) bool { return name != "TOTP" && secretName.MatchString(name) }

// secret holds for what is named like one, and for what is called for one.
func secret(e ast.Expr) bool {
	if call, ok := e.(*ast.CallExpr); ok {
		e = call.Fun
	}
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return namesSecret(e.Sel.Name) && e.Sel.Name != factorType
	case *ast.Ident:
		return namesSecret(e.Name) && e.Name != factorType
	}
	return false
}

// factorType is a name that ends like that of a code, and is a kind of factor.
const factorType = "TOTP"

// what is read is what was written last. Read as it happens to be are an index, which says
// where to look and decides nothing; one flag, which is cached for seconds anyway; whether a
// network has room, before a write counts; and what a cleanup finds, before a write removes it
// under the same condition.
func TestReadsAreConsistent(t *testing.T) {
	reads, flags, rooms, waiting := 0, 0, 0, 0
	for path, file := range sources(t, "shared/aws/dynamo") {
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok || !slices.Contains([]string{"GetItemInput", "QueryInput"}, typeName(literal)) && !sets(literal, "Keys") {
				return true
			}
			reads++
			switch {
			case sets(literal, "ConsistentRead"), sets(literal, "IndexName"):
			case filepath.Base(path) == "flag.go":
				flags++
			case filepath.Base(path) == "throttle.go":
				rooms++
			case filepath.Base(path) == "waiting.go":
				waiting++
			default:
				t.Errorf("%s has a read that is not consistent", path)
			}
			return true
		})
	}
	if reads < 10 || flags > 1 || rooms > 1 || waiting > 1 {
		t.Errorf("%d reads were looked at, and %d of flags, %d of counts and %d of a cleanup are not consistent", reads, flags, rooms, waiting)
	}
}

func typeName(literal *ast.CompositeLit) string {
	if selector, ok := literal.Type.(*ast.SelectorExpr); ok {
		return selector.Sel.Name
	}
	return ""
}

func sets(literal *ast.CompositeLit, field string) bool {
	return slices.ContainsFunc(literal.Elts, func(e ast.Expr) bool {
		pair, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return false
		}
		name, ok := pair.Key.(*ast.Ident)
		return ok && name.Name == field
	})
}
