// Package words has what people read, in a file for each language.
//
// It owns in which language somebody is written to, and how words are completed. It must not know what
// the words are for. The files in own/ are the operator's: what they have takes the place of what the
// service brings.
package words

import (
	"embed"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
)

//go:embed *.json own
var files embed.FS

// english is the language that has all words.
const english = "en"

// Values are what words are completed with, by the names of their places.
type Values map[string]string

// table has words by their key: the names of the members on the way to them, with dots between.
type table map[string]string

// Language has the words of one language and, for those that it lacks, of others.
type Language struct {
	Tag    string // that of its file
	tables []func() table
}

// In gives the first of some languages, named by tags of BCP 47, that has a file. A language stands for
// its regional forms: who wants de-AT gets de. English stands for what no file has.
func In(tags ...string) Language {
	var found Language
	for _, tag := range tags {
		for ; tag != ""; tag = broader(tag) {
			if l, ok := index()[strings.ToLower(tag)]; ok {
				found.add(l)
			}
		}
		if len(found.tables) > 0 {
			break
		}
	}
	found.add(index()[english])
	return found
}

func (l *Language) add(f file) {
	if len(l.tables) == 0 {
		l.Tag = f.tag
	}
	l.tables = append(l.tables, f.words)
}

// broader is a tag without its last part, as RFC 4647 §3.4 has it; empty for a language alone.
func broader(tag string) string { return tag[:max(strings.LastIndexByte(tag, '-'), 0)] }

// Say gives the words of a key, completed.
func (l Language) Say(key string, v Values) string {
	for _, words := range l.tables {
		if says, found := words()[key]; found {
			return Fill(says, v)
		}
	}
	return key
}

// Name is what the language calls itself.
func (l Language) Name() string { return l.Say("name", nil) }

// Direction is that in which the language is written, as HTML has it: ltr or rtl.
func (l Language) Direction() string { return l.Say("direction", nil) }

// Fill puts values into their {places}, in one pass: a value that looks like a place is not filled.
func Fill(says string, v Values) string {
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(says, "{")
		name, after, closed := strings.Cut(rest, "}")
		value, known := v[name]
		b.WriteString(before)
		switch {
		case !open:
			return b.String()
		case closed && known:
			b.WriteString(value)
			says = after
		default:
			b.WriteByte('{')
			says = rest
		}
	}
}

// Tags are those of all languages that have a file, English first.
func Tags() []string {
	tags := []string{english}
	for _, name := range slices.Sorted(maps.Keys(index())) {
		if name != english {
			tags = append(tags, index()[name].tag)
		}
	}
	return tags
}

// Own is a file of the operator's; not ok where there is none.
func Own(name string) (content string, ok bool) {
	b, err := files.ReadFile("own/" + name)
	return string(b), err == nil
}

// file is a language, whose words are read when they are first wanted.
type file struct {
	tag   string
	words func() table
}

// index has the files by their tags in small letters.
var index = sync.OnceValue(func() map[string]file {
	found := map[string]file{}
	for _, name := range names(files) {
		tag := strings.TrimSuffix(path.Base(name), ".json")
		found[strings.ToLower(tag)] = file{tag, sync.OnceValue(func() table { return merged(tag) })}
	}
	return found
})

// merged has the operator's words in the place of those that come with the service. A file that cannot be
// read has no words here: Check finds it before the build.
func merged(tag string) table {
	all := table{}
	for _, folder := range []string{"", "own/"} {
		if t, err := read(files, folder+tag+".json"); err == nil {
			maps.Copy(all, t)
		}
	}
	return all
}

// names are the files of words, the operator's last.
func names(from fs.FS) []string {
	ours, _ := fs.Glob(from, "*.json")
	own, _ := fs.Glob(from, "own/*.json")
	return append(ours, own...)
}

func read(from fs.FS, name string) (table, error) {
	b, err := fs.ReadFile(from, name)
	if err != nil {
		return nil, err
	}
	var members map[string]any
	if err := json.Unmarshal(b, &members); err != nil {
		return nil, err
	}
	all := table{}
	return all, flatten(all, "", members)
}
