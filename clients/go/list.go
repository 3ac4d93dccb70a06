package latchkey

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
)

// UserQuery finds users. What is empty does not narrow the search.
type UserQuery struct {
	Username    string // its beginning; not together with Email
	Email       string // its beginning
	PhoneNumber string // a whole number in E.164, alone
	Role        string
	Status      string
}

func (q UserQuery) values() url.Values {
	values := url.Values{}
	for name, value := range map[string]string{
		"username": q.Username, "email": q.Email, "phone_number": q.PhoneNumber, "role": q.Role, "status": q.Status,
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return values
}

// Users are all users that a query finds, for staff. Each page is read when it is reached; an error
// is the last element.
func (c *Client) Users(ctx context.Context, q UserQuery) iter.Seq2[*User, error] {
	return list[User](ctx, c, []string{"api", "v1", "admin", "users"}, q.values(), "users")
}

// AuditEvents are the audit records of an account, newest first, for admins. The user is a username or an id.
func (c *Client) AuditEvents(ctx context.Context, user string) iter.Seq2[*AuditEvent, error] {
	call := ofUser(http.MethodGet, user, "audit")
	return list[AuditEvent](ctx, c, call.Path, call.Query, "events")
}

// list reads page after page; the items are in the member of a name.
func list[T any](ctx context.Context, c *Client, path []string, query url.Values, name string) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		asked := maps.Clone(query)
		if asked == nil {
			asked = url.Values{}
		}
		asked.Set("limit", "100")
		for {
			items, next, err := page[T](ctx, c, Call{Method: http.MethodGet, Path: path, Query: asked}, name)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range slices.All(items) {
				if !yield(&items[i], nil) {
					return
				}
			}
			if next == "" {
				return
			}
			asked.Set("cursor", next)
		}
	}
}

func page[T any](ctx context.Context, c *Client, call Call, name string) (items []T, next string, err error) {
	var out map[string]json.RawMessage
	if err := c.Do(ctx, call, &out); err != nil {
		return nil, "", err
	}
	var cursor *string
	if err := json.Unmarshal(out[name], &items); err != nil {
		return nil, "", fmt.Errorf("latchkey: the page: %w", err)
	}
	if err := json.Unmarshal(out["next_cursor"], &cursor); err != nil || cursor == nil {
		return items, "", err
	}
	return items, *cursor, nil
}
