package acceptance

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	latchkey "latchkey/clients/go"
)

// asked is a user who reads their mail, after a wrong code where they are to give one. It keeps what
// the codes were for.
type asked struct {
	service
	t     *testing.T
	wrong int
	what  []string
}

func (a *asked) by(email string) latchkey.Ask {
	return func(_ context.Context, q *latchkey.Question) (string, error) {
		a.what = append(a.what, q.Challenge.Purpose)
		code := a.code(a.t, email)
		if a.wrong--; a.wrong >= 0 {
			return other(code), nil
		}
		return " " + code + "\n", nil // as it is pasted
	}
}

func givesUp(context.Context, *latchkey.Question) (string, error) { return "", latchkey.ErrGaveUp }

func goClient(t *testing.T, s service) *latchkey.Client {
	t.Helper()
	c, err := latchkey.New(s.URL, nil, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The client in Go registers, confirms, signs in with a code, changes the address and deletes the account.
func TestGoClient(t *testing.T) {
	s := start(t)
	c, mary := goClient(t, s), &asked{service: s, t: t, wrong: 1}
	const first, second = "mary@example.com", "mary@example.org"
	user, err := c.Register(t.Context(), latchkey.Registration{Username: "mary", Email: first, Password: password, TwoFactor: true}, mary.by(first))
	if err != nil || !user.EmailConfirmed || !user.TwoFactor {
		t.Fatalf("%+v %v", user, err)
	}
	session, err := c.SignIn(t.Context(), "mary", password, mary.by(first))
	if err != nil {
		t.Fatal(err)
	}
	c = c.WithToken(session.Token)
	changed, err := c.Update(t.Context(), latchkey.Me, latchkey.Changes{Email: new(second)}, func(ctx context.Context, q *latchkey.Question) (string, error) {
		if q.Challenge.Purpose == "change_contact" { // the factor that moves, and then the new address
			return mary.by(first)(ctx, q)
		}
		return mary.by(second)(ctx, q)
	})
	if err != nil || changed.Email != second || changed.ID != user.ID {
		t.Fatalf("%+v %v", changed, err)
	}
	if user, err = c.User(t.Context(), latchkey.ID(user.ID)); err != nil || user.Email != second {
		t.Errorf("%+v %v", user, err)
	}
	if all, err := c.Sessions(t.Context(), latchkey.Me); err != nil || len(all) != 1 || !all[0].Current {
		t.Errorf("%+v %v", all, err)
	}
	if err := c.Delete(t.Context(), latchkey.Me, mary.by(second)); err != nil {
		t.Fatal(err)
	}
	if said := strings.Join(mary.what, " "); said != "confirm_email confirm_email sign_in change_contact change_email delete_user" {
		t.Errorf("asked for %s", said)
	}
	if users := s.scan(t, "UsersTable"); len(users) != 0 {
		t.Errorf("stored: %v", users)
	}
}

func TestGoClientIsRefused(t *testing.T) {
	s := start(t)
	s.account(t, "mary", true)
	c, mary := goClient(t, s), &asked{service: s, t: t, wrong: 9}
	for name, c := range map[string]struct {
		do   func() error
		code latchkey.Code
	}{
		"a wrong password": {func() error { _, err := c.SignIn(t.Context(), "mary", "wrong wrong wrong wrong", nil); return err }, latchkey.CodeInvalidCredentials},
		"no token":         {func() error { _, err := c.User(t.Context(), latchkey.Me); return err }, latchkey.CodeTokenMissing},
		"an ended token":   {func() error { return c.WithToken("lks_x").SignOut(t.Context()) }, latchkey.CodeTokenInvalid},
		"wrong codes": {func() error {
			_, err := c.SignIn(t.Context(), "mary", password, mary.by("mary@latchkey.example"))
			return err
		}, latchkey.CodeChallengeClosed},
		"a code too soon": {func() error {
			_, err := c.SignIn(t.Context(), "mary", password, func(ctx context.Context, q *latchkey.Question) (string, error) { return "", q.Resend(ctx) })
			var p *latchkey.Problem
			if errors.As(err, &p) && (p.RetryAfter <= 0 || p.RetryAfter > time.Minute) {
				t.Errorf("to wait for %v", p.RetryAfter)
			}
			return err
		}, latchkey.CodeResendTooSoon},
	} {
		if err := c.do(); !latchkey.Is(err, c.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := c.SignIn(t.Context(), "mary", password, givesUp); !errors.Is(err, latchkey.ErrGaveUp) {
		t.Error(err)
	}
}

// The client in Go reads list after list to its end, and makes one account by one key.
func TestGoClientOfStaff(t *testing.T) {
	s := start(t)
	c := goClient(t, s)
	if err := (&scene{service: s, people: map[string]*person{}}).admin(t.Context(), "boss"); err != nil {
		t.Fatal(err)
	}
	session, err := c.SignIn(t.Context(), "boss", password, (&asked{service: s, t: t}).by("boss@latchkey.example"))
	if err != nil {
		t.Fatal(err)
	}
	keyed := c.WithIdempotencyKey("one")
	for range 2 {
		r := latchkey.Registration{Username: "mary", Email: "mary@example.com", Password: password}
		if _, err := keyed.Register(t.Context(), r, givesUp); !errors.Is(err, latchkey.ErrGaveUp) {
			t.Fatal(err)
		}
	}
	var names []string
	for user, err := range c.WithToken(session.Token).Users(t.Context(), latchkey.UserQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, user.Username)
	}
	if fmt.Sprint(names) != "[boss mary]" {
		t.Errorf("%v", names)
	}
	for event, err := range c.WithToken(session.Token).AuditEvents(t.Context(), "boss") {
		if err != nil || event.Event != "user_read" && event.Event != "signed_in" {
			t.Errorf("%+v %v", event, err)
		}
		break
	}
}
