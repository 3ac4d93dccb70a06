package rows

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"unicode/utf8"

	"latchkey/shared/edge/api"
)

// longest is a line that no user needs: a request with that one alone would be too large.
const longest = int(api.BulkLimit)

func jsonLines(in io.Reader) iter.Seq2[item, error] {
	return func(yield func(item, error) bool) {
		lines := bufio.NewScanner(in)
		lines.Buffer(nil, longest)
		n := 0
		for lines.Scan() {
			n++
			text := bytes.TrimSpace(lines.Bytes())
			if len(text) == 0 {
				continue
			}
			i, err := jsonItem(n, text)
			if !yield(i, err) {
				return
			}
		}
		if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
			yield(item{}, &Reason{n + 1, "", "line_too_long", "The line has more than 256 KiB. What follows was not read."})
		} else if err != nil {
			yield(item{}, err)
		}
	}
}

func jsonItem(line int, text []byte) (item, error) {
	i := item{line: line}
	if !utf8.Valid(text) {
		return i, badEncoding(line, "")
	}
	if text[0] != '{' {
		return i, &Reason{line, "", "wrong_type", "A line has one JSON object, which is one user."}
	}
	return i, reasons(line, api.Read(text, &i))
}

func badEncoding(line int, field string) *Reason {
	return &Reason{line, field, "not_utf8", "This is not UTF-8. Save the file in UTF-8."}
}
