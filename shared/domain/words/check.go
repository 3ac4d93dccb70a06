package words

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Check says what is wrong with the files in a folder like this one: a key that English does not have, a
// place that nothing fills or that is missing, and a language of the service's own that lacks words. What
// the operator has in own/ may lack any.
func Check(folder fs.FS) error {
	of, err := read(folder, english+".json")
	if err != nil {
		return fmt.Errorf("%s.json: %w", english, err)
	}
	addProblems(of, folder)
	var wrong []error
	for _, name := range names(folder) {
		if err := checkFile(folder, name, of); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(wrong...)
}

func checkFile(folder fs.FS, name string, of table) error {
	if tag := strings.TrimSuffix(path.Base(name), ".json"); len(tag) < 2 || strings.ContainsFunc(tag, notOfTags) {
		return errors.New("the name is no tag of a language, as de.json and pt-BR.json have")
	}
	t, err := read(folder, name)
	if err != nil {
		return err
	}
	var wrong []error
	for _, key := range slices.Sorted(maps.Keys(t)) {
		wrong = append(wrong, checkWords(key, t[key], of))
	}
	for _, key := range slices.Sorted(maps.Keys(of)) {
		if _, found := t[key]; !found && manyOf(key) == "" && !isProblem(key) && !strings.HasPrefix(name, "own/") {
			wrong = append(wrong, fmt.Errorf("%s is missing", key))
		}
	}
	return errors.Join(wrong...)
}

func checkWords(key, says string, of table) error {
	english, known := of[key]
	if !known {
		english, known = of[manyOf(key)]
	}
	if !known {
		return fmt.Errorf("%s: there is no such key in English", key)
	}
	if isProblem(key) {
		return checkProblem(key, says)
	}
	if key == "direction" && says != "ltr" && says != "rtl" {
		return fmt.Errorf("%s is ltr or rtl", key)
	}
	theirs, ours := placesOf(english), placesOf(says)
	for name := range ours {
		if !theirs[name] {
			return fmt.Errorf("%s: nothing fills {%s}", key, name)
		}
	}
	for name := range theirs {
		if !ours[name] && name != "service" && manyOf(key) == "" {
			return fmt.Errorf("%s: {%s} is missing", key, name)
		}
	}
	return nil
}

// isProblem says whether a key is a code of the contract. English has words only for those that pages say
// better than the service.
func isProblem(key string) bool { return strings.HasPrefix(key, "problems.") }

// addProblems completes English with the codes that other languages of the service have words for.
func addProblems(english table, folder fs.FS) {
	for _, name := range names(folder) {
		if t, err := read(folder, name); err == nil && !strings.HasPrefix(name, "own/") {
			maps.DeleteFunc(t, func(key, _ string) bool { return !isProblem(key) })
			maps.Copy(english, t)
		}
	}
}

func checkProblem(key, says string) error {
	for name := range placesOf(says) {
		if name != "service" && name != "contact" {
			return fmt.Errorf("%s: nothing fills {%s}", key, name)
		}
	}
	return nil
}

// manyOf is the key of the form that every language has, for a form that only some have: a text of several
// forms has one for each plural of its language, by the names that Unicode gives them. A form of one number
// need not say it.
func manyOf(key string) string {
	last := strings.LastIndexByte(key, '.') + 1
	if !slices.Contains([]string{"zero", "one", "two", "few", "many"}, key[last:]) {
		return ""
	}
	return key[:last] + "other"
}

func notOfTags(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
}

// placesOf are the names in braces.
func placesOf(says string) map[string]bool {
	found := map[string]bool{}
	for {
		_, rest, open := strings.Cut(says, "{")
		if !open {
			return found
		}
		if name, _, closed := strings.Cut(rest, "}"); closed {
			found[name] = true
		}
		says = rest
	}
}

// flatten writes the texts of an object into a table.
func flatten(all table, under string, members map[string]any) error {
	for name, member := range members {
		switch is := member.(type) {
		case string:
			all[under+name] = is
		case map[string]any:
			if err := flatten(all, under+name+".", is); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%s%s is neither a text nor an object", under, name)
		}
	}
	return nil
}
