package smoke

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// mailbox is where codes arrive.
type mailbox interface {
	// code gives the newest code that was sent to an address or a number.
	code(ctx context.Context, to string) (string, error)
	// address is one whose mail can be read, for somebody of a name.
	address(name string) string
	// number is one whose texts can be read; empty where there is none.
	number() string
}

// findMailbox takes the outbox of a local stack, or the terminal and the address of the operator.
func (r *run) findMailbox(ctx context.Context) mailbox {
	if _, err := r.get(ctx, outboxPath, http.StatusOK); err == nil {
		return outbox{r.client}
	}
	if r.terminal != nil && r.Email != "" {
		return typed{r.terminal, r.Email, r.Phone}
	}
	return nil
}

const outboxPath = "/_local/outbox.json"

// outbox is that of a local stack.
type outbox struct{ client }

var leadingCode = regexp.MustCompile(`^[0-9]{6}\b`)

func (o outbox) code(ctx context.Context, to string) (string, error) {
	a, err := o.get(ctx, outboxPath+"?to="+url.QueryEscape(to), http.StatusOK)
	if err != nil {
		return "", err
	}
	var messages []struct{ Text string }
	if err := json.Unmarshal(a.body, &messages); err != nil {
		return "", fmt.Errorf("read the outbox: %w", err)
	}
	for _, m := range messages { // newest first; notices have no code
		if code := leadingCode.FindString(m.Text); code != "" {
			return code, nil
		}
	}
	return "", errors.New("no message with a code arrived")
}

func (outbox) address(name string) string { return name + "@latchkey.example" }

func (outbox) number() string { return "+4915123456789" }

// typed is the operator, who reads their mail and types what arrived.
type typed struct {
	terminal *terminal
	email    string
	phone    string
}

func (t typed) code(_ context.Context, to string) (string, error) {
	return t.terminal.ask("The code that was sent to " + to)
}

func (t typed) address(string) string { return t.email }

func (t typed) number() string { return t.phone }

// terminal asks the operator.
type terminal struct {
	in  *bufio.Reader
	out io.Writer
}

func newTerminal(in io.Reader, out io.Writer) *terminal {
	if in == nil {
		return nil
	}
	return &terminal{bufio.NewReader(in), out}
}

func (t *terminal) ask(question string) (string, error) {
	_, _ = fmt.Fprintf(t.out, "         %s: ", question)
	text, err := t.in.ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("read the terminal: %w", err)
	}
	return strings.TrimSpace(text), nil
}
