// Package rows reads the users that an operator imports, from CSV or JSON lines, and says by line what the
// service would refuse of them for its form.
//
// It owns the two formats and the check. A file is read twice, once to check it and once to send it, and is
// never in memory as a whole. It sends nothing.
package rows

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	latchkey "latchkey/clients/go"
)

// Row is a user of the file.
type Row struct {
	Line int
	User latchkey.NewUser
}

// Reason is what is wrong with a line. The whole file is refused if there is one.
type Reason struct {
	Line   int    `json:"line"`
	Field  string `json:"field,omitempty"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (r *Reason) Error() string {
	if r.Field == "" {
		return fmt.Sprintf("line %d: %s (%s)", r.Line, r.Detail, r.Code)
	}
	return fmt.Sprintf("line %d: %s: %s (%s)", r.Line, r.Field, r.Detail, r.Code)
}

// Format is how a file is written.
type Format string

// The formats. Auto tells one from the other by the name of the file or by its first character.
const (
	Auto      Format = ""
	CSV       Format = "csv"
	JSONLines Format = "jsonl"
)

// File is a file of users, which stays open so that both readings see the same.
type File struct {
	file   *os.File
	format Format
}

// Open opens a file. A pipe is refused, because it cannot be read twice.
func Open(path string, format Format) (*File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the file of users: %w", err)
	}
	f := &File{file, format}
	if err := f.look(); err != nil {
		_ = file.Close()
		return nil, err
	}
	return f, nil
}

func (f *File) look() error {
	info, err := f.file.Stat()
	if err != nil {
		return fmt.Errorf("the file of users: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file: it is read twice, so save it first", f.file.Name())
	}
	if f.format != Auto {
		return nil
	}
	switch strings.ToLower(filepath.Ext(f.file.Name())) {
	case ".csv":
		f.format = CSV
	case ".jsonl", ".ndjson":
		f.format = JSONLines
	default:
		return f.guess()
	}
	return nil
}

func (f *File) guess() error {
	start := make([]byte, 512)
	n, err := f.file.ReadAt(start, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("the file of users: %w", err)
	}
	f.format = CSV
	if bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(start[:n], byteOrderMark)), []byte("{")) {
		f.format = JSONLines
	}
	return nil
}

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }

// Digest is the SHA-256 of the file, in hex.
func (f *File) Digest() (string, error) {
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(f.file, 0, 1<<62)); err != nil {
		return "", fmt.Errorf("the file of users: %w", err)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// byteOrderMark is what spreadsheets write before UTF-8.
var byteOrderMark = []byte("\ufeff")

// Rows are the users of the file, from its beginning. An error that is a *Reason is of one line, and the rows
// go on behind it; any other is the last.
func (f *File) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for item, err := range f.items() {
			var row Row
			if err == nil {
				row.Line = item.line
				row.User, err = item.user()
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func (f *File) items() iter.Seq2[item, error] {
	in := bufio.NewReaderSize(io.NewSectionReader(f.file, 0, 1<<62), 64<<10)
	if start, _ := in.Peek(len(byteOrderMark)); bytes.Equal(start, byteOrderMark) {
		_, _ = in.Discard(len(byteOrderMark))
	}
	if f.format == JSONLines {
		return jsonLines(in)
	}
	return csvLines(in)
}
