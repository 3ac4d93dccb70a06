package latchctl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// prompt asks the user. Questions go to standard error, so that standard output has results alone.
type prompt struct {
	in       *bufio.Reader
	terminal *os.File // nil if the input is none
	out      io.Writer
}

func newPrompt(in *os.File, out io.Writer) *prompt {
	p := &prompt{in: bufio.NewReader(in), out: out}
	if term.IsTerminal(int(in.Fd())) {
		p.terminal = in
	}
	return p
}

// line asks for what may be seen.
func (p *prompt) line(ctx context.Context, question string) (string, error) {
	return p.ask(ctx, question, p.read)
}

// secret asks without echo.
func (p *prompt) secret(ctx context.Context, question string) (string, error) {
	if p.terminal == nil {
		return p.ask(ctx, question, p.read)
	}
	fd := int(p.terminal.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("the terminal: %w", err)
	}
	answer, err := p.ask(ctx, question, func() (string, error) {
		text, err := term.ReadPassword(fd)
		return string(text), err
	})
	write(p.out, "\n")
	if ctx.Err() != nil {
		_ = term.Restore(fd, before) // the read goes on without echo
	}
	return answer, err
}

func (p *prompt) read() (string, error) {
	text, err := p.in.ReadString('\n')
	if errors.Is(err, io.EOF) && text != "" {
		err = nil
	}
	return strings.TrimRight(text, "\r\n"), err
}

// ask waits for an answer, or for an interruption.
func (p *prompt) ask(ctx context.Context, question string, read func() (string, error)) (string, error) {
	write(p.out, "%s: ", question)
	type answer struct {
		text string
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		text, err := read()
		answered <- answer{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case a := <-answered:
		if errors.Is(a.err, io.EOF) {
			return "", usage("there is nothing more to read where %q was asked", strings.ToLower(question))
		}
		return a.text, a.err
	}
}
