package latchctl

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	latchkey "latchkey/clients/go"
	"latchkey/shared/domain/account"
)

// timeout is longer than the gateway waits for a function.
const timeout = 45 * time.Second

// agent names the program in the list of sessions.
type agent struct{}

func (agent) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", "latchctl")
	return http.DefaultTransport.RoundTrip(r)
}

// service is the address of the service that is called, in one spelling.
func (a *app) service() (string, error) {
	address := a.url
	if address == "" {
		var err error
		if address, err = a.store.DefaultURL(); err != nil {
			return "", err
		}
	}
	if address == "" {
		return "", usage("give the address of the service with --url or LATCHKEY_URL")
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "", usage("%q is no address of a service, such as https://id.example.com", address)
	}
	u.Host = strings.ToLower(u.Host)
	return strings.TrimRight(u.String(), "/"), nil
}

// anyone is a client without a token.
func (a *app) anyone() (*latchkey.Client, string, error) {
	address, err := a.service()
	if err != nil {
		return nil, "", err
	}
	client, err := latchkey.New(address, agent{}, timeout)
	if err != nil {
		return nil, "", usage("%v", err)
	}
	return client, address, nil
}

// client is a client with the service key of the environment or, if there is none, with the stored session.
func (a *app) client() (*latchkey.Client, error) {
	client, address, err := a.anyone()
	if err != nil {
		return nil, err
	}
	token := a.serviceKey()
	if token == "" {
		session, err := a.store.Session(address)
		if err != nil {
			return nil, err
		}
		token = session.Token
	}
	return client.WithToken(token), nil
}

func (a *app) serviceKey() string { return strings.TrimSpace(a.Getenv("LATCHKEY_SERVICE_KEY")) }

// userID gives the id of a USER. Only staff and services can look up a username.
func userID(ctx context.Context, client *latchkey.Client, user string) (latchkey.ID, error) {
	if user == latchkey.Me.String() {
		return latchkey.Me, nil
	}
	if id, err := strconv.ParseInt(user, 10, 64); err == nil && id > 0 {
		return latchkey.ID(id), nil
	}
	name := account.CanonicalUsername(user)
	for found, err := range client.Users(ctx, latchkey.UserQuery{Username: name}) {
		if err != nil {
			return 0, err
		}
		if found.Username == name {
			return latchkey.ID(found.ID), nil
		}
		if !strings.HasPrefix(found.Username, name) {
			break
		}
	}
	return 0, &notFound{user}
}

// notFound says which user there is not.
type notFound struct{ user string }

func (n *notFound) Error() string        { return "there is no user " + n.user }
func (n *notFound) Is(target error) bool { return target == errNotFound }
