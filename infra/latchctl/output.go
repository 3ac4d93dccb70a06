package latchctl

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"strings"
	"text/tabwriter"
	"unicode"
)

// clean takes out what a terminal would obey: names, profiles and user agents are written by anyone.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || !unicode.IsPrint(r) {
			return '\ufffd'
		}
		return r
	}, text)
}

// show prints one thing: as JSON, or a line for each of its members.
func (a *app) show(v any) error {
	if a.json {
		return a.document(v)
	}
	members, err := ordered(v)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	for _, m := range members {
		write(table, "%s\t%s\n", m.name, m.text)
	}
	return table.Flush()
}

func (a *app) document(v any) error {
	encoder := json.NewEncoder(a.Out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

// done prints what was done, where there is nothing else to print.
func (a *app) done(format string, values ...any) error {
	if a.json {
		return a.document(struct{}{})
	}
	write(a.Out, format+"\n", values...)
	return nil
}

// pageRows is after how many rows a table is printed, and its columns measured anew.
const pageRows = 100

// list prints a list as it comes: as JSON lines, or as a table of some members. Most bounds it, if it is
// not zero.
func list[T any](a *app, all iter.Seq2[T, error], most int, columns ...string) error {
	encoder := json.NewEncoder(a.Out)
	encoder.SetEscapeHTML(false)
	table := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	defer func() { _ = table.Flush() }()
	n := 0
	for v, err := range all {
		if err != nil {
			return err
		}
		if n++; a.json {
			err = encoder.Encode(v)
		} else {
			err = row(table, n, v, columns)
		}
		if err != nil || n == most {
			return err
		}
	}
	return nil
}

func row(table *tabwriter.Writer, n int, v any, columns []string) error {
	if n == 1 {
		write(table, "%s\n", strings.ToUpper(strings.Join(columns, "\t")))
	}
	members, err := ordered(v)
	if err != nil {
		return err
	}
	cells := make([]string, len(columns))
	for i, name := range columns {
		for _, m := range members {
			if m.name == name {
				cells[i] = m.text
			}
		}
	}
	write(table, "%s\n", strings.Join(cells, "\t"))
	if n%pageRows == 0 {
		return table.Flush()
	}
	return nil
}

// values is a list that came as one.
func values[T any](all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range all {
			if !yield(v, nil) {
				return
			}
		}
	}
}

type member struct{ name, text string }

// ordered gives the members of a thing as people read them, in the order in which JSON has them.
func ordered(v any) (members []member, err error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		members = append(members, member{fmt.Sprint(name), readable(value)})
	}
	return members, nil
}

func readable(value json.RawMessage) string {
	var text string
	switch {
	case json.Unmarshal(value, &text) != nil:
		return clean(string(value))
	case string(value) == "null":
		return "-"
	}
	return clean(text)
}

// secretFile is where secrets go that are shown once: standard output, or a file that nobody else can read.
// The file is made before the secret is, so that the secret is not lost.
func (a *app) secretFile(path string) (*os.File, error) {
	if path == "" {
		return a.Out, nil
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, usage("the file for the secret: %v", err)
	}
	return file, nil
}

// unused removes the file of a secret that was not issued.
func (a *app) unused(file *os.File) {
	if file != a.Out {
		_ = file.Close()
		_ = os.Remove(file.Name())
	}
}

// once prints secrets alone, one a line, and everything else beside them. With JSON on standard output,
// the secrets are in the document; with a file, they are in the file alone.
func (a *app) once(to *os.File, secrets []string, whole, rest any) error {
	inFile := to != a.Out
	if !inFile && a.json {
		return a.document(whole)
	}
	for _, s := range secrets {
		if _, err := fmt.Fprintln(to, s); err != nil {
			return fmt.Errorf("the secret could not be written: %w", err)
		}
	}
	if !inFile {
		return nil
	}
	if err := to.Close(); err != nil {
		return fmt.Errorf("the secret could not be written: %w", err)
	}
	return a.show(rest)
}
