package main

import (
	"context"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		Names(ctx context.Context, sl dynamo.Slice) (entries []dynamo.Entry, more bool, err error)
		Ownership(ctx context.Context, c account.Channel, to string) (passcode.Ownership, error)
		UsersOf(ctx context.Context, entries []dynamo.Entry) (map[account.ID]account.User, error)
	}
	byUsername, byEmail api.Cursors
}

type output struct {
	Users      []wire.User `json:"users"`
	NextCursor *string     `json:"next_cursor"`
}

// serve gives a page of users in the order of their usernames or, where these are looked for,
// addresses. Staff and disabled users have an index of their own. Where most users have the role or
// status asked for, a page reads a hundred users at most: it may be short or empty and still have a
// cursor. The list ends where there is no cursor.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	f, err := filterOf(r)
	if err != nil {
		return api.Reply{}, err
	}
	cursors := h.cursors(f)
	part, err := cursors.Part(r)
	if err != nil {
		return api.Reply{}, err
	}
	users, last, err := h.find(ctx, f, part)
	if err != nil {
		return api.Reply{}, err
	}
	return api.OK(output{Users: users, NextCursor: cursors.Next(last)}), nil
}

// cursors are those of the order: a cursor of one list is not valid in the other.
func (h handler) cursors(f filter) api.Cursors {
	if f.order == dynamo.ByEmail {
		return h.byEmail
	}
	return h.byUsername
}

func (h handler) find(ctx context.Context, f filter, part api.Part) (users []wire.User, last string, err error) {
	if len(f.numbers) == 0 {
		return h.page(ctx, f, part)
	}
	users, err = h.prover(ctx, f)
	return users, "", err
}

// prover finds the user who has confirmed a number, by its claim. A user who only typed it is not
// found: staff who look for a number want to know whose it is.
func (h handler) prover(ctx context.Context, f filter) ([]wire.User, error) {
	provers, err := h.provers(ctx, f.numbers)
	if err != nil {
		return nil, err
	}
	found, err := h.users.UsersOf(ctx, provers)
	if err != nil {
		return nil, err
	}
	users := []wire.User{}
	for _, p := range provers {
		if u, there := found[p.ID]; there && f.takes(u) {
			users = append(users, f.shown(u))
		}
	}
	return users, nil
}

// provers are the users who have confirmed a number in any of its spellings: more than one, where it
// was claimed twice while its spellings counted as two numbers.
func (h handler) provers(ctx context.Context, numbers []string) (provers []dynamo.Entry, err error) {
	standings := make([]passcode.Ownership, len(numbers))
	g, ctx := errgroup.WithContext(ctx)
	for i, number := range numbers {
		g.Go(func() (err error) {
			standings[i], err = h.users.Ownership(ctx, account.SMS, number)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for _, st := range standings {
		if st.Prover != 0 {
			provers = append(provers, dynamo.Entry{ID: st.Prover})
		}
	}
	return provers, nil
}

// page finds users by an index and shows them as the table has them. Last is the name after
// which the list goes on, empty at its end.
func (h handler) page(ctx context.Context, f filter, part api.Part) (users []wire.User, last string, err error) {
	entries, more, err := h.users.Names(ctx, f.slice(part))
	if err != nil {
		return nil, "", err
	}
	found, err := h.users.UsersOf(ctx, entries)
	if err != nil {
		return nil, "", err
	}
	users = []wire.User{}
	for _, e := range entries {
		if len(users) == part.Limit {
			return users, last, nil
		}
		if u, there := found[e.ID]; there && f.takes(u) {
			users = append(users, f.shown(u))
		}
		last = e.Name
	}
	if !more {
		last = ""
	}
	return users, last, nil
}
