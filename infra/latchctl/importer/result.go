package importer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	latchkey "latchkey/clients/go"
)

// heading is the first line of a result file: what it belongs to.
type heading struct {
	Of     string `json:"of"` // a slow hash of the imported file
	Caller string `json:"caller"`
	URL    string `json:"url"`
}

// start is the line that is written before a batch is sent. A batch without all its results was under way
// when the import ended, and is repeated as it was.
type start struct {
	Lines   []int     `json:"lines"`
	Attempt int       `json:"attempt"`
	At      time.Time `json:"at"`
}

// Result is what became of a row. It has no secret and no address.
type Result struct {
	Line     int                     `json:"line"`
	Status   int                     `json:"status"`
	ID       int64                   `json:"id,omitempty"`
	Username string                  `json:"username,omitempty"`
	Found    bool                    `json:"found,omitempty"` // it was refused as taken, by the user whom it had made
	Code     latchkey.Code           `json:"code,omitempty"`
	Detail   string                  `json:"detail,omitempty"`
	Errors   []latchkey.FieldProblem `json:"errors,omitempty"`
}

// Failed holds for a row that made no user.
func (r Result) Failed() bool { return r.ID == 0 }

// line is a line of a result file: one of the three.
type line struct {
	Import *heading `json:"import,omitempty"`
	Batch  *start   `json:"batch,omitempty"`
	*Result
}

// journal is the result file. What it has is on disk, so that an import that is killed at any time can be
// resumed.
type journal struct {
	file    *os.File
	heading *heading
	rows    map[int]Result
	first   map[int]time.Time // when a row was first sent
	last    start             // the newest batch
	attempt int               // the highest
}

// openJournal reads what an earlier run has written, and cuts off a last line that was not written whole.
func openJournal(path string) (*journal, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the result file: %w", err)
	}
	j := &journal{file: file, rows: map[int]Result{}, first: map[int]time.Time{}}
	if err := errors.Join(hold(file), j.read()); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("the result file %s: %w", path, err)
	}
	return j, nil
}

func (j *journal) read() error {
	in, whole := bufio.NewReader(j.file), int64(0)
	for {
		text, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := j.take(text); err != nil {
			return fmt.Errorf("it is not of an import, or is damaged: %w", err)
		}
		whole += int64(len(text))
	}
	if err := j.file.Truncate(whole); err != nil {
		return err
	}
	_, err := j.file.Seek(whole, io.SeekStart)
	return err
}

func (j *journal) take(text []byte) error {
	var l line
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&l); err != nil {
		return err
	}
	if (l.Import != nil) != (j.heading == nil) {
		return errors.New("its first line, and no other, says what was imported")
	}
	j.note(l)
	return nil
}

func (j *journal) note(l line) {
	switch {
	case l.Import != nil:
		j.heading = l.Import
	case l.Batch != nil:
		j.last, j.attempt = *l.Batch, max(j.attempt, l.Batch.Attempt)
		for _, n := range l.Batch.Lines {
			if _, sent := j.first[n]; !sent {
				j.first[n] = l.Batch.At
			}
			if l.Batch.Attempt > 0 {
				delete(j.rows, n)
			}
		}
	case l.Result != nil:
		j.rows[l.Line] = *l.Result
	}
}

// write appends lines, and returns when they are on disk.
func (j *journal) write(lines ...line) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	for _, l := range lines {
		if err := encoder.Encode(l); err != nil {
			return fmt.Errorf("the result file: %w", err)
		}
	}
	if _, err := j.file.Write(text.Bytes()); err != nil {
		return fmt.Errorf("the result file: %w", err)
	}
	if err := j.file.Sync(); err != nil {
		return fmt.Errorf("the result file: %w", err)
	}
	for _, l := range lines {
		j.note(l)
	}
	return nil
}

// underWay are the lines of a batch that was sent and has not all its results.
func (j *journal) underWay() []int {
	for _, n := range j.last.Lines {
		if _, known := j.rows[n]; !known {
			return j.last.Lines
		}
	}
	return nil
}
