package rows

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"latchkey/shared/edge/api"
)

// columns says how a cell becomes a member of the user: as text, as a boolean, or as JSON.
var columns = map[string]func(cell string) (json.RawMessage, bool){
	"username": text, "email": text, "password": text, "password_hash": text, "phone_number": text, "2fa_method": text, "language": text,
	"2fa": boolean, "email_confirmed": boolean, "notify": boolean,
	"profile": object, "metadata": object,
}

func text(cell string) (json.RawMessage, bool) {
	encoded, err := json.Marshal(cell)
	return encoded, err == nil
}

// boolean takes what spreadsheets make of true and false.
func boolean(cell string) (json.RawMessage, bool) {
	word := strings.ToLower(cell)
	return json.RawMessage(word), word == "true" || word == "false"
}

func object(cell string) (json.RawMessage, bool) {
	return json.RawMessage(cell), json.Valid([]byte(cell))
}

func csvLines(in *bufio.Reader) iter.Seq2[item, error] {
	return func(yield func(item, error) bool) {
		records := csv.NewReader(in)
		records.Comma, records.ReuseRecord = separator(in), true
		header, err := records.Read()
		if errors.Is(err, io.EOF) {
			yield(item{}, &Reason{1, "", "required", "The file is empty. Its first line names the columns."})
			return
		}
		if header, err = slices.Clone(header), csvReason(err); err == nil {
			err = checkHeader(header)
		}
		if err != nil {
			yield(item{}, err)
			return
		}
		for {
			record, err := records.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			line := 0
			if len(record) > 0 {
				line, _ = records.FieldPos(0)
			}
			i, err := csvItem(line, header, record, err)
			if !yield(i, err) || unreadable(err) {
				return
			}
		}
	}
}

// separator is what the header has most of: spreadsheets write semicolons or tabs where the comma is in numbers.
func separator(in *bufio.Reader) rune {
	start, _ := in.Peek(8 << 10)
	header, _, _ := bytes.Cut(start, []byte("\n"))
	most := ','
	for _, other := range ";\t" {
		if bytes.Count(header, []byte(string(other))) > bytes.Count(header, []byte(string(most))) {
			most = other
		}
	}
	return most
}

func checkHeader(header []string) error {
	seen := map[string]bool{}
	for i, name := range header {
		header[i] = strings.TrimSpace(name)
		name = header[i]
		member, key, nested := strings.Cut(name, ".")
		switch {
		case !utf8.ValidString(name):
			return badEncoding(1, "")
		case seen[name]:
			return &Reason{1, name, "duplicate_member", "The column is there twice."}
		case nested && (member == "profile" || member == "metadata") && key != "":
		case columns[name] == nil:
			return &Reason{1, name, "unknown_member", "There is no such column. The columns are " +
				strings.Join(slices.Sorted(maps.Keys(columns)), ", ") + ", profile.NAME and metadata.NAME."}
		}
		seen[name] = true
	}
	for _, object := range []string{"profile", "metadata"} {
		if seen[object] && slices.ContainsFunc(header, func(name string) bool { return strings.HasPrefix(name, object+".") }) {
			return &Reason{1, object, "duplicate_member", "Give " + object + " in one column or in columns of its members, not in both."}
		}
	}
	if !seen["email"] {
		return &Reason{1, "email", "required", "The column is missing. The first line names the columns."}
	}
	return nil
}

// csvItem reads a record as the JSON object that it stands for. An empty cell is left out.
func csvItem(line int, header, record []string, err error) (item, error) {
	i := item{line: line}
	if errors.Is(err, csv.ErrFieldCount) {
		return i, &Reason{line, "", "wrong_count", fmt.Sprintf("The line has %d fields, and the first line has %d.", len(record), len(header))}
	}
	if err != nil {
		return i, csvReason(err)
	}
	members := map[string]any{}
	for n, name := range header {
		if err := setMember(members, line, name, record[n]); err != nil {
			return i, err
		}
	}
	encoded, err := json.Marshal(members)
	if err != nil {
		return i, err
	}
	return i, reasons(line, api.Read(encoded, &i))
}

func setMember(members map[string]any, line int, name, cell string) error {
	if !utf8.ValidString(cell) {
		return badEncoding(line, name)
	}
	if cell == "" {
		return nil
	}
	if object, key, nested := strings.Cut(name, "."); nested {
		of, _ := members[object].(map[string]any)
		if of == nil {
			of = map[string]any{}
			members[object] = of
		}
		of[key] = cell
		return nil
	}
	value, ok := columns[name](cell)
	if !ok {
		return &Reason{line, name, "wrong_type", "This column has true or false, or JSON for profile and metadata."}
	}
	members[name] = value
	return nil
}

// csvReason is of a file that is no CSV from here on: where the next record begins is not known.
func csvReason(err error) error {
	var at *csv.ParseError
	if errors.As(err, &at) {
		return &Reason{at.StartLine, "", codeQuotes, "The quotes are not as in CSV: a field with a quote is in quotes, and has it twice. What follows was not read."}
	}
	return err
}

const codeQuotes = "wrong_quotes"

// unreadable holds for errors behind which there are no more records.
func unreadable(err error) bool {
	var r *Reason
	return err != nil && (!errors.As(err, &r) || r.Code == codeQuotes)
}
