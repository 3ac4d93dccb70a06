package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// table is a file of words, or a part of one.
type table = map[string]any

// readLanguages reads the words of every language as the pages show them: what the operator's own
// file has goes first, and what a language lacks is in English.
func readLanguages(folder string) (map[string]table, error) {
	languages := map[string]table{}
	for _, pattern := range []string{"*.json", "own/*.json"} {
		files, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			return nil, fmt.Errorf("list the languages: %w", err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				return nil, fmt.Errorf("read the words: %w", err)
			}
			var words table
			if err := json.Unmarshal(content, &words); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			tag := strings.TrimSuffix(filepath.Base(file), ".json")
			languages[tag] = merged(languages[tag], words)
		}
	}
	if languages["en"] == nil {
		return nil, errors.New("there are no words in English")
	}
	for tag, words := range languages {
		languages[tag] = merged(languages["en"], words)
	}
	return languages, nil
}

// merged is the first table with what the second one says otherwise.
func merged(first, second table) table {
	out := maps.Clone(first)
	if out == nil {
		out = table{}
	}
	for key, value := range second {
		inner, isTable := value.(table)
		before, was := out[key].(table)
		if isTable && was {
			value = merged(before, inner)
		}
		out[key] = value
	}
	return out
}

// wordsPlugin gives scripts the module "words:list", which lists the languages and loads the words
// of one: so a page loads one language.
func wordsPlugin(languages map[string]table) api.Plugin {
	load := func(args api.OnLoadArgs) (api.OnLoadResult, error) {
		loader, contents := api.LoaderJS, list(languages)
		if args.Path != "list" {
			part, err := json.Marshal(table{"pages": languages[args.Path]["pages"], "problems": languages[args.Path]["problems"]})
			if err != nil {
				return api.OnLoadResult{}, err
			}
			loader, contents = api.LoaderJSON, string(part)
		}
		return api.OnLoadResult{Contents: &contents, Loader: loader}, nil
	}
	return api.Plugin{Name: "words", Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: "^words:"}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			return api.OnResolveResult{Path: strings.TrimPrefix(args.Path, "words:"), Namespace: "words"}, nil
		})
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "words"}, load)
	}}
}

func list(languages map[string]table) string {
	var names, directions, loads strings.Builder
	for _, tag := range slices.Sorted(maps.Keys(languages)) {
		fmt.Fprintf(&names, "%q: %q,", tag, languages[tag]["name"])
		fmt.Fprintf(&directions, "%q: %q,", tag, languages[tag]["direction"])
		fmt.Fprintf(&loads, "%q: () => import(%q),", tag, "words:"+tag)
	}
	return fmt.Sprintf("export const names = {%s};\nexport const directions = {%s};\nexport const loads = {%s};\n", names.String(), directions.String(), loads.String())
}
