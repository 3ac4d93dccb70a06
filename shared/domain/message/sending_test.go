package message_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"latchkey/infra/local/dynamodb"
	"latchkey/shared/aws/ses"
	"latchkey/shared/aws/sns"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
)

// through is a notifier whose SES and SNS are a server of the test.
func through(url string) message.Notifier {
	return message.Notifier{
		Service:   "Acme",
		Mailer:    ses.New(url, "eu-west-1", dynamodb.Credentials, http.DefaultClient, ses.Sender{From: "no-reply@x.example"}),
		SMSSender: sns.New(url, "eu-west-1", dynamodb.Credentials, http.DefaultClient),
	}
}

// A code that may still arrive is told from one that never will: only an answer, or no
// connection, is a refusal.
func TestWhatBecameOfACode(t *testing.T) {
	nobody := httptest.NewServer(nil)
	nobody.Close()
	for _, c := range []struct {
		name   string
		serve  http.HandlerFunc // nil where nobody listens
		unsure bool
	}{
		{"refused", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "{}", http.StatusBadRequest) }, false},
		{"failed", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "{}", http.StatusInternalServerError) }, false},
		{"no connection", nil, false},
		{"hanging", func(_ http.ResponseWriter, r *http.Request) { drain(r); <-r.Context().Done() }, true},
		{"dropped", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, true},
	} {
		url := nobody.URL
		if c.serve != nil {
			server := httptest.NewServer(c.serve)
			defer server.Close()
			url = server.URL
		}
		for channel, to := range map[account.Channel]string{account.Email: "mary@x.example", account.SMS: "+447700900123"} {
			notifier := through(url)
			if c.name == "hanging" {
				notifier.Timeout = 50 * time.Millisecond
			}
			err := notifier.Deliver(t.Context(), dispatch(t, code(passcode.SignIn, channel, to)))
			if err == nil || errors.Is(err, passcode.ErrUnsure) != c.unsure {
				t.Errorf("%s, by %s: %v", c.name, channel, err)
			}
		}
	}
}

func drain(r *http.Request) {
	buffer := make([]byte, 1<<10)
	for _, err := r.Body.Read(buffer); err == nil; {
		_, err = r.Body.Read(buffer)
	}
}

// hanging is a mailer that answers nobody.
type hanging struct{ ended chan time.Duration }

func (h hanging) Mail(ctx context.Context, _ message.Mail) error {
	ends, _ := ctx.Deadline()
	h.ended <- time.Until(ends)
	return ctx.Err()
}

// A message has three seconds, less where its request has less, and a code leaves its request
// time to be closed in.
func TestTimeOfAMessage(t *testing.T) { synctest.Test(t, timeOfAMessage) }

func timeOfAMessage(t *testing.T) {
	h := hanging{make(chan time.Duration, 1)}
	c := message.Notifier{Service: "Acme", Mailer: h}
	short, cancel := context.WithTimeout(t.Context(), 4*time.Second)
	defer cancel()
	for name, of := range map[string]struct {
		send func() error
		most time.Duration
	}{
		"a code": {func() error {
			return c.Deliver(t.Context(), dispatch(t, code(passcode.SignIn, account.Email, "a@x.example")))
		}, 3 * time.Second},
		"a code of a request that ends": {func() error {
			return c.Deliver(short, dispatch(t, code(passcode.SignIn, account.Email, "a@x.example")))
		}, 2 * time.Second},
		"a notice": {func() error {
			return c.Notify(t.Context(), account.User{Email: "a@x.example", EmailConfirmed: true}, message.PasswordChanged)
		}, 3 * time.Second},
		"a link": {func() error { return c.SendReset(short, owner, "token", 30*time.Minute) }, 3 * time.Second},
	} {
		if err := of.send(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if left := <-h.ended; left != of.most {
			t.Errorf("%s has %v", name, left)
		}
	}
}

// Notices go out side by side: two that hang take no longer than one.
func TestNoticesTogether(t *testing.T) {
	var c message.Notifier
	together := make(chan struct{})
	c.Mailer = meeting{together}
	due := []message.Addressed{{To: "a@x.example", Notice: message.EmailChanged}, {To: "b@x.example", Notice: message.RoleChanged}}
	if err := c.NotifyAll(t.Context(), due); err != nil {
		t.Error(err)
	}
}

// meeting is a mailer that takes a mail when another comes.
type meeting struct{ other chan struct{} }

func (m meeting) Mail(ctx context.Context, _ message.Mail) error {
	select {
	case m.other <- struct{}{}:
	case <-m.other:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
