package latchctl

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	latchkey "latchkey/clients/go"
)

func (a *app) users() *cobra.Command {
	return a.group("users", "Find, make, change, delete, import and export users",
		a.usersList(), a.usersGet(), a.usersCreate(), a.usersUpdate(), a.usersDelete(),
		a.usersSessions(), a.usersRevokeSessions(), a.usersExport(), a.usersImport(),
	)
}

// ofUser is a command about one USER.
func (a *app) ofUser(use, short string, do func(ctx context.Context, client *latchkey.Client, id latchkey.ID) error) *cobra.Command {
	return a.command(use, short, cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		client, err := a.client()
		if err != nil {
			return err
		}
		id, err := userID(ctx, client, args[0])
		if err != nil {
			return err
		}
		return do(ctx, client, id)
	})
}

func (a *app) usersList() *cobra.Command {
	var q latchkey.UserQuery
	var most int
	c := a.command("list", "List users, all or those that are looked for", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		client, err := a.client()
		if err != nil {
			return err
		}
		return list(a, client.Users(ctx, q), most, "id", "username", "email", "role", "status", "last_login")
	})
	c.Flags().StringVar(&q.Username, "username", "", "the `beginning` of the username")
	c.Flags().StringVar(&q.Email, "email", "", "the `beginning` of the e-mail address")
	c.Flags().StringVar(&q.PhoneNumber, "phone-number", "", "the whole `number`, such as +447700900123")
	c.Flags().StringVar(&q.Role, "role", "", "the `role`: user, support or admin")
	c.Flags().StringVar(&q.Status, "status", "", "the `status`: active or disabled")
	limit(c, &most)
	roles(c)
	return c
}

func roles(c *cobra.Command) {
	choices(c, "role", "user", "support", "admin")
	choices(c, "status", "active", "disabled")
}

func limit(c *cobra.Command, most *int) {
	c.Flags().IntVar(most, "limit", 0, "the `number` of entries after which to stop (default: all)")
}

func (a *app) usersGet() *cobra.Command {
	return a.ofUser("get USER", "Show a user", func(ctx context.Context, client *latchkey.Client, id latchkey.ID) error {
		user, err := client.User(ctx, id)
		if err != nil {
			return err
		}
		return a.show(user)
	})
}

func (a *app) usersDelete() *cobra.Command {
	return a.ofUser("delete USER", "Delete a user, with a code that is sent to you", func(ctx context.Context, client *latchkey.Client, id latchkey.ID) error {
		if err := client.Delete(ctx, id, a.prompt.code); err != nil {
			return err
		}
		return a.done("The user is deleted.")
	})
}

func (a *app) usersSessions() *cobra.Command {
	return a.ofUser("sessions USER", "List the sessions of a user", func(ctx context.Context, client *latchkey.Client, id latchkey.ID) error {
		all, err := client.Sessions(ctx, id)
		if err != nil {
			return err
		}
		return list(a, values(all), 0, "id", "created_at", "expires_at", "address", "user_agent", "current")
	})
}

func (a *app) usersRevokeSessions() *cobra.Command {
	var all bool
	c := a.command("revoke-sessions USER [SESSION…]", "End sessions of a user: those that are named, or all", cobra.MinimumNArgs(1), func(ctx context.Context, args []string) error {
		if all == (len(args) > 1) {
			return usage("name the sessions to end, or give --all")
		}
		client, err := a.client()
		if err != nil {
			return err
		}
		id, err := userID(ctx, client, args[0])
		if err != nil {
			return err
		}
		sessions := args[1:]
		if all {
			if sessions, err = othersFirst(ctx, client, id); err != nil {
				return err
			}
		}
		for _, session := range sessions {
			if err := client.RevokeSession(ctx, id, session); err != nil && (!all || !latchkey.Is(err, latchkey.CodeSessionNotFound)) {
				return err
			}
		}
		return a.done("%d sessions are ended.", len(sessions))
	})
	c.Flags().BoolVar(&all, "all", false, "end all sessions of the user")
	return c
}

// othersFirst are the ids of all sessions of a user. The one that calls is the last, or it could not end
// the others.
func othersFirst(ctx context.Context, client *latchkey.Client, id latchkey.ID) (ids []string, err error) {
	all, err := client.Sessions(ctx, id)
	current := ""
	for _, s := range all {
		if s.Current {
			current = s.ID
			continue
		}
		ids = append(ids, s.ID)
	}
	if current != "" {
		ids = append(ids, current)
	}
	return ids, err
}

func (a *app) usersExport() *cobra.Command {
	return a.command("export [USER]", "Print all users as JSON lines, or what is stored about one user", cobra.MaximumNArgs(1), func(ctx context.Context, args []string) error {
		client, err := a.client()
		if err != nil {
			return err
		}
		if len(args) == 0 {
			a.json = true
			return list(a, client.Users(ctx, latchkey.UserQuery{}), 0)
		}
		id, err := userID(ctx, client, args[0])
		if err != nil {
			return err
		}
		export, err := client.Export(ctx, id)
		if err != nil {
			return err
		}
		return a.document(export)
	})
}

// one is the result of a request for many with one user.
func one(outcomes []latchkey.Outcome, err error) (*latchkey.User, error) {
	switch {
	case err != nil:
		return nil, err
	case len(outcomes) != 1:
		return nil, errors.New("the service answered with another number of results than one")
	case outcomes[0].Problem != nil:
		return nil, outcomes[0].Problem
	}
	return outcomes[0].User, nil
}
