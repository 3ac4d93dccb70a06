// Package pages bundles the pages that functions/pages serves: TypeScript and the words of each
// language become a few small files, whose names change with their content.
package pages

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

const (
	source = "functions/pages/app"
	output = "functions/pages/dist"
	client = "clients/typescript/src/index.ts"
)

// Bundle writes the pages of the module in root to where the function embeds them. What is there
// already stays untouched, so that builds side by side disturb neither each other nor the compiler.
func Bundle(root string) error {
	if _, err := os.Stat(filepath.Join(root, source)); errors.Is(err, os.ErrNotExist) {
		return nil // not every module has pages
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return fmt.Errorf("find the module: %w", err)
	}
	languages, err := readLanguages(filepath.Join(root, "shared/domain/words"))
	if err != nil {
		return err
	}
	made := api.Build(api.BuildOptions{
		AbsWorkingDir:     root,
		EntryPoints:       []string{source + "/app.ts", source + "/style.css"},
		Outdir:            output,
		EntryNames:        "[name]-[hash]",
		ChunkNames:        "chunk-[hash]",
		Bundle:            true,
		Splitting:         true,
		Format:            api.FormatESModule,
		Target:            api.ES2022,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		Alias:             map[string]string{"latchkey-client": "./" + client},
		Plugins:           []api.Plugin{wordsPlugin(languages)},
		LogLevel:          api.LogLevelSilent,
	})
	if len(made.Errors) > 0 {
		return errors.New("the pages do not build:\n" + strings.Join(api.FormatMessages(made.Errors, api.FormatMessagesOptions{}), ""))
	}
	document, err := os.ReadFile(filepath.Join(root, source, "index.html"))
	if err != nil {
		return fmt.Errorf("read the document: %w", err)
	}
	files := map[string][]byte{"index.html": []byte(named(string(document), made.OutputFiles))}
	for _, file := range made.OutputFiles {
		files[filepath.Base(file.Path)] = file.Contents
	}
	return write(root, files)
}

// named puts the names of the script and the style into the document.
func named(document string, files []api.OutputFile) string {
	for _, file := range files {
		base := filepath.Base(file.Path)
		switch {
		case strings.HasPrefix(base, "app-"):
			document = strings.ReplaceAll(document, "{{app}}", base)
		case strings.HasPrefix(base, "style-"):
			document = strings.ReplaceAll(document, "{{style}}", base)
		}
	}
	return document
}

// write brings files to the output, each whole, and removes those of earlier builds.
func write(root string, files map[string][]byte) error {
	folder, beside := filepath.Join(root, output), filepath.Join(root, "build")
	if err := errors.Join(os.MkdirAll(folder, 0o750), os.MkdirAll(beside, 0o750)); err != nil {
		return err
	}
	there, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("look for pages of before: %w", err)
	}
	for _, old := range there {
		if _, wanted := files[old.Name()]; !wanted && old.Name() != ".gitignore" {
			if err := os.Remove(filepath.Join(folder, old.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
				return fmt.Errorf("remove a page of before: %w", err)
			}
		}
	}
	for name, content := range files {
		if err := replace(filepath.Join(folder, name), beside, content); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}

// replace writes beside the folder first: whoever reads the folder finds no half of a file.
func replace(target, beside string, content []byte) error {
	if there, err := os.ReadFile(target); err == nil && slices.Equal(there, content) {
		return nil
	}
	file, err := os.CreateTemp(beside, "page-*")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Chmod(0o640), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), target)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}
