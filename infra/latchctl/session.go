package latchctl

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	latchkey "latchkey/clients/go"
	"latchkey/infra/latchctl/credential"
)

func (a *app) signIn() *cobra.Command {
	var username, method string
	c := a.command("sign-in", "Sign in, and store the session for the commands that follow", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		client, address, err := a.anyone()
		if err != nil {
			return err
		}
		if username == "" {
			if username, err = a.prompt.line(ctx, "Username"); err != nil {
				return err
			}
		}
		password, err := a.prompt.secret(ctx, "Password of "+username)
		if err != nil {
			return err
		}
		session, err := client.SignIn(ctx, username, password, a.prompt.codeBy(method))
		if err != nil {
			return err
		}
		stored := credential.Session{URL: address, Username: session.User.Username, Token: session.Token, ExpiresAt: session.ExpiresAt}
		if err := a.store.Save(stored); err != nil {
			return errors.Join(err, client.WithToken(session.Token).SignOut(ctx)) // a session that cannot be used
		}
		if a.json {
			return a.document(session.User)
		}
		return a.done("Signed in to %s as %s (%s), until %s.", address, session.User.Username, session.User.Role, session.ExpiresAt.Local().Format(time.DateTime))
	})
	c.Flags().StringVar(&method, "method", "", "the `method` of the code that you want to give: totp, sms or email (default: the strongest)")
	c.Flags().StringVar(&username, "username", "", "your `username` or e-mail address (default: it is asked for)")
	return c
}

func (a *app) signOut() *cobra.Command {
	return a.command("sign-out", "End the stored session, and forget it", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		client, address, err := a.anyone()
		if err != nil {
			return err
		}
		session, err := a.store.Session(address)
		if err != nil {
			return err
		}
		err = client.WithToken(session.Token).SignOut(ctx)
		if err != nil && !latchkey.Is(err, latchkey.CodeTokenInvalid) {
			return err // the session goes on, so its token stays
		}
		if err := a.store.Remove(address); err != nil {
			return err
		}
		return a.done("Signed out of %s.", address)
	})
}

func (a *app) whoami() *cobra.Command {
	return a.command("whoami", "Show who calls: the user of the session, or the service key", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		client, err := a.client()
		if err != nil {
			return err
		}
		who, err := a.caller(ctx, client)
		if err != nil {
			return err
		}
		return a.show(who)
	})
}

// keyHolder is a caller with a service key. Lists of keys have the same hint.
type keyHolder struct {
	Hint string `json:"service_key_hint"`
}

// caller is the user who calls, or the holder of a service key: to a service, the service has no user.
func (a *app) caller(ctx context.Context, client *latchkey.Client) (any, error) {
	user, err := client.User(ctx, latchkey.Me)
	key := a.serviceKey()
	if key == "" {
		return user, err
	}
	var problem *latchkey.Problem
	if errors.As(err, &problem) && exitOfStatus(problem.Status) != exitSignIn && exitOfStatus(problem.Status) != exitUnreachable {
		err = nil // the key was accepted, and is no user
	}
	return keyHolder{key[max(0, len(key)-4):]}, err
}
