// Package pages bundles the pages that functions/pages serves: TypeScript and the words of each
// language become a few small files, whose names change with their content.
package pages

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

const (
	source  = "functions/pages/app"
	output  = "functions/pages/dist"
	archive = "pages.zip"
	client  = "clients/typescript/src/index.ts"
)

// Bundle writes the pages of the module in root to where the function embeds them. Pages that are there
// already stay untouched, so that builds side by side disturb neither each other nor the compiler.
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
		LegalComments:     api.LegalCommentsEndOfFile,
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

// write brings the files to where the function embeds them. They are one file there, whose name does not
// change: the compiler lists what is embedded before it reads it, and another build may run in between.
func write(root string, files map[string][]byte) error {
	packed, err := pack(files)
	if err != nil {
		return fmt.Errorf("pack the pages: %w", err)
	}
	target, beside := filepath.Join(root, output, archive), filepath.Join(root, "build")
	if err := errors.Join(os.MkdirAll(filepath.Dir(target), 0o750), os.MkdirAll(beside, 0o750)); err != nil {
		return err
	}
	if err := replace(target, beside, packed); err != nil {
		return fmt.Errorf("write the pages: %w", err)
	}
	return nil
}

// pack makes an archive that is the same for the same files. Each is there as it is and compressed with
// gzip, because HTTP APIs do not compress.
func pack(files map[string][]byte) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		compressed, err := compress(files[name])
		if err != nil {
			return nil, err
		}
		if err := errors.Join(add(z, name, files[name]), add(z, name+".gz", compressed)); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func add(z *zip.Writer, name string, content []byte) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

func compress(content []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// replace writes beside the folder first, so that nobody reads half of a file.
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
