package pages

import (
	"archive/zip"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../../.."

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(content), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// probe is a module with one small page.
func probe(t *testing.T) string {
	t.Helper()
	module := t.TempDir()
	put(t, filepath.Join(module, source, "index.html"), `<link href="{{style}}"><link href="{{accent}}"><script src="{{app}}"></script>`)
	put(t, filepath.Join(module, source, "style.css"), "p { color: red; }")
	put(t, filepath.Join(module, source, "app.ts"), `import { loads, names } from "words:list"; const n: number = 1; console.log(n, names, await loads["fr"]?.());`)
	put(t, filepath.Join(module, "shared/domain/words/en.json"), `{"name": "English", "direction": "ltr", "mails": {"x": "not for pages"}, "problems": {}, "pages": {"a": {"one": "Hello", "two": "World"}}}`)
	put(t, filepath.Join(module, "shared/domain/words/fr.json"), `{"name": "Français", "direction": "ltr", "problems": {}, "pages": {"a": {"one": "Bonjour"}}}`)
	return module
}

// built gives the names of the files of the output, and the text of those that are not compressed.
func built(t *testing.T, module string) (names []string, text string) {
	t.Helper()
	z, err := zip.OpenReader(filepath.Join(module, output, archive))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	for _, entry := range z.File {
		names = append(names, entry.Name)
		content, err := fs.ReadFile(z, entry.Name)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(entry.Name) != ".gz" {
			text += string(content)
		}
	}
	return names, text
}

func TestPagesThatDoNotBuild(t *testing.T) {
	for file, content := range map[string]string{
		source + "/app.ts":                "const = 1",
		"shared/domain/words/fr.json":     "{",
		"shared/domain/words/own/en.json": "no",
		source + "/style.css":             `@import "./absent.css";`,
	} {
		module := probe(t)
		if err := Bundle(module); err != nil {
			t.Fatal(err)
		}
		before, _ := built(t, module)
		put(t, filepath.Join(module, file), content)
		if err := Bundle(module); err == nil {
			t.Errorf("%s: no error", file)
		}
		if after, _ := built(t, module); strings.Join(after, " ") != strings.Join(before, " ") {
			t.Errorf("%s: the pages of before are gone: %v", file, after)
		}
	}
	if err := Bundle(t.TempDir()); err != nil {
		t.Errorf("a module without pages: %v", err)
	}
}

// A language has English words where it lacks some, an operator's words go first, and no words of mails come along.
func TestBundle(t *testing.T) {
	module := probe(t)
	put(t, filepath.Join(module, "shared/domain/words/own/fr.json"), `{"pages": {"a": {"one": "Salut"}}}`)
	if err := Bundle(module); err != nil {
		t.Fatal(err)
	}
	names, text := built(t, module)
	for _, want := range []string{"Salut", "World", "Hello", "Français"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in %v", want, names)
		}
	}
	for _, unwanted := range []string{"Bonjour", "not for pages", "{{app}}", "{{style}}"} {
		if strings.Contains(text, unwanted) {
			t.Errorf("%q is there", unwanted)
		}
	}
	if !regexp.MustCompile(`href="style-\w+\.css".*href="{{accent}}".*src="app-\w+\.js"`).MatchString(text) {
		t.Errorf("the document names no files: %s", text)
	}
}

// Builds side by side read what each other wrote: what is the same stays the same file.
func TestWhatIsTheSameStays(t *testing.T) {
	module := probe(t)
	if err := Bundle(module); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(filepath.Join(module, output, archive))
	if err != nil {
		t.Fatal(err)
	}
	if err := Bundle(module); err != nil {
		t.Fatal(err)
	}
	if after, err := os.Stat(filepath.Join(module, output, archive)); err != nil || !os.SameFile(before, after) || after.ModTime() != before.ModTime() {
		t.Errorf("it was written again: %v", err)
	}
}

// All that the pages are made of is less over the wire than a photo, in all languages together.
func TestPagesAreSmall(t *testing.T) {
	if err := Bundle(root); err != nil {
		t.Fatal(err)
	}
	z, err := zip.OpenReader(filepath.Join(root, output, archive))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	total, files := uint64(0), 0
	for _, entry := range z.File {
		if filepath.Ext(entry.Name) == ".gz" {
			total, files = total+entry.UncompressedSize64, files+1
		}
	}
	if total > 150_000 || files < 10 {
		t.Errorf("%d bytes in %d files", total, files)
	}
}

func TestTypes(t *testing.T) {
	compiler := filepath.Join(root, "clients/typescript/node_modules/.bin/tsc")
	if _, err := os.Stat(compiler); err != nil {
		t.Skip("the pages' types are checked once `npm ci` has run in clients/typescript")
	}
	if said, err := exec.Command(compiler, "--project", filepath.Join(root, source)).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
