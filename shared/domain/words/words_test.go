package words_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"latchkey/shared/domain/words"
)

// Every language of the service has all words, and every place in them is one that is filled.
func TestTheFilesAreRight(t *testing.T) {
	if err := words.Check(os.DirFS(".")); err != nil {
		t.Error(err)
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	const english = `{"name": "English", "direction": "ltr", "a": {"b": "{code} for {service}", "c": "x", "n": {"one": "{n} day", "other": "{n} days"}}}`
	const german = `{"name": "Deutsch", "direction": "ltr", "a": {"b": "{code} bei {service}", "c": "x", "n": {"other": "{n} Tage"}}, "problems": {"d": "x"}}`
	for name, c := range map[string]struct{ file, content, want string }{
		"no JSON":            {"own/de.json", `{"a": `, "own/de.json: "},
		"twice":              {"own/de.json", `{"a": {"c": "x", "c": "y"}}`, "duplicate"},
		"a number":           {"own/de.json", `{"a": {"c": 1}}`, "a.c is neither"},
		"an unknown key":     {"own/de.json", `{"a": {"d": "x"}}`, "a.d: there is no such key"},
		"an unknown place":   {"own/de.json", `{"a": {"c": "{service}"}}`, "a.c: nothing fills {service}"},
		"a misspelt place":   {"own/de.json", `{"a": {"b": "{Code}"}}`, "nothing fills {Code}"},
		"a place too few":    {"own/fr.json", `{"a": {"b": "{service}"}}`, "a.b: {code} is missing"},
		"an unknown code":    {"own/pt.json", `{"problems": {"e": "x"}}`, "problems.e: there is no such key"},
		"a problem's place":  {"own/pt.json", `{"problems": {"d": "{code}"}}`, "problems.d: nothing fills {code}"},
		"no tag":             {"own/de_AT.json", `{}`, "own/de_AT.json: the name"},
		"no form so named":   {"own/pl.json", `{"a": {"n": {"some": "{n}"}}}`, "a.n.some: there is no such key"},
		"no direction":       {"own/ar.json", `{"direction": "right"}`, "direction is ltr or rtl"},
		"a key missing":      {"de.json", `{"name": "Deutsch", "direction": "ltr", "a": {"b": "{code}", "n": {"other": "{n} Tage"}}}`, "de.json: a.c is missing"},
		"a language too few": {"fr.json", `{"name": "Français"}`, "fr.json: a.b is missing"},
	} {
		folder := fstest.MapFS{"en.json": {Data: []byte(english)}, "de.json": {Data: []byte(german)}, "own/pl.json": {Data: []byte(`{"a": {"n": {"few": "{n} dni", "many": "{n} dni"}}}`)}}
		if err := words.Check(folder); err != nil {
			t.Fatal(err)
		}
		folder[c.file] = &fstest.MapFile{Data: []byte(c.content)}
		if err := words.Check(folder); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whoever is written to gets their language, or what it is a form of, or that of the deployment.
func TestWhichLanguage(t *testing.T) {
	for _, c := range []struct{ user, deployment, want string }{
		{"", "", "en"}, {"xx", "", "en"}, {"fr-CA", "pt-BR", "en"}, {"-", "--", "en"}, {"../de", "", "en"},
		{"de", "en", "de"}, {"de-AT", "en", "de"}, {"de-CH-1996", "en", "de"}, {"DE", "", "de"}, {"", "de-de", "de"}, {"fr", "de", "de"}, {"en-GB", "de", "en"},
	} {
		l := words.In(c.user, c.deployment)
		if l.Tag != c.want || l.Direction() != "ltr" || (l.Name() == "Deutsch") != (c.want == "de") {
			t.Errorf("%+v: %s, %s", c, l.Tag, l.Name())
		}
	}
}

func TestWordsAreFilledOnce(t *testing.T) {
	v := words.Values{"a": "{b}", "b": "2"}
	for says, want := range map[string]string{"": "", "{a}{b}": "{b}2", "{c} {b}": "{c} 2", "{": "{", "{{a}}": "{{b}}", "x {b": "x {b", "p{margin:0}": "p{margin:0}"} {
		if got := words.Fill(says, v); got != want {
			t.Errorf("%s: %s, want %s", says, got, want)
		}
	}
}

// The name of a file is a tag of letters, digits and hyphens, from the first of each to the last.
func TestNamesOfFiles(t *testing.T) {
	check := func(name string) error {
		return words.Check(fstest.MapFS{"en.json": {Data: []byte(`{"name": "English"}`)}, "own/" + name + ".json": {Data: []byte(`{}`)}})
	}
	for _, tag := range []string{"de-`", "de-{", "de-@", "de-[", "de-:", "de-_", "de- ", "de-.", "d\u00e9"} {
		if err := check(tag); err == nil || !strings.Contains(err.Error(), "no tag") {
			t.Errorf("%s: %v", tag, err)
		}
	}
	for _, tag := range []string{"az", "AZ", "a-09"} {
		if err := check(tag); err != nil {
			t.Errorf("%s: %v", tag, err)
		}
	}
}

// Every language is there once, English first.
func TestTags(t *testing.T) {
	tags := words.Tags()
	if tags[0] != "en" || !slices.Contains(tags, "de") || len(slices.Compact(slices.Sorted(slices.Values(tags)))) != len(tags) {
		t.Errorf("the tags are %q", tags)
	}
}
