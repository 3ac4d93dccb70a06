package latchctl

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	latchkey "latchkey/clients/go"
)

func (a *app) registrationKeys() *cobra.Command {
	return a.group("registration-keys", "List, issue and revoke the keys that registration needs",
		a.keysList(), a.keysIssue(),
		a.revoke("Revoke a registration key", (*latchkey.Client).RevokeRegistrationKey))
}

func (a *app) serviceKeys() *cobra.Command {
	return a.group("service-keys", "List, issue and revoke the keys by which other programs call",
		a.serviceKeysList(), a.serviceKeysIssue(),
		a.revoke("Revoke a service key; it is refused from the next request on", (*latchkey.Client).RevokeServiceKey))
}

func (a *app) revoke(short string, do func(*latchkey.Client, context.Context, int64) error) *cobra.Command {
	return a.command("revoke ID", short, cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		id, err := strconv.ParseInt(args[0], 10, 64)
		if err != nil {
			return usage("%q is not the id of a key, which list shows", args[0])
		}
		client, err := a.client()
		if err != nil {
			return err
		}
		if err := do(client, ctx, id); err != nil {
			return err
		}
		return a.done("The key is revoked.")
	})
}

func (a *app) keysList() *cobra.Command {
	var most int
	c := a.command("list", "List registration keys", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		client, err := a.client()
		if err != nil {
			return err
		}
		return list(a, client.RegistrationKeys(ctx), most, "id", "hint", "active", "email", "expires_at", "used_by", "note")
	})
	limit(c, &most)
	return c
}

// expiry is a flag that is a time, or a number of days.
type expiry struct{ into **time.Time }

func (e expiry) String() string { return "" }
func (e expiry) Type() string   { return "time" }

func (e expiry) Set(text string) error {
	at, err := time.Parse(time.RFC3339, text)
	if days, wrong := strconv.Atoi(text); wrong == nil && days > 0 {
		at, err = time.Now().AddDate(0, 0, days).UTC().Truncate(time.Second), nil
	}
	if err != nil {
		return usage("it has to be a time, such as 2026-12-31T00:00:00Z, or a number of days")
	}
	*e.into = &at
	return nil
}

const outHelp = "write the secret to a new `file` that nobody else can read (default: standard output)"

func (a *app) keysIssue() *cobra.Command {
	var keys latchkey.NewKeys
	var out string
	c := a.command("issue", "Issue registration keys; the secrets are shown this once", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		client, err := a.client()
		if err != nil {
			return err
		}
		to, err := a.secretFile(out)
		if err != nil {
			return err
		}
		issued, err := client.IssueRegistrationKeys(ctx, keys)
		if err != nil {
			a.unused(to)
			return err
		}
		var secrets []string
		var rest []latchkey.RegistrationKey
		for _, k := range issued {
			secrets, rest = append(secrets, k.Secret), append(rest, k.RegistrationKey)
		}
		return a.once(to, secrets, map[string]any{"keys": issued}, map[string]any{"keys": rest})
	})
	f := c.Flags()
	f.IntVar(&keys.Count, "count", 1, "how `many`, up to 100")
	f.StringVar(&keys.Note, "note", "", "a `note` by which to tell keys apart")
	f.StringVar(&keys.Email, "email", "", "the one `address` that can use the keys")
	f.Var(expiry{&keys.ExpiresAt}, "expires", "when the keys expire: a `time`, or a number of days up to 90")
	f.StringVar(&out, "out", "", outHelp)
	return c
}

func (a *app) serviceKeysList() *cobra.Command {
	var most int
	c := a.command("list", "List service keys, those of the last 400 days", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		client, err := a.client()
		if err != nil {
			return err
		}
		return list(a, client.ServiceKeys(ctx), most, "id", "name", "hint", "scopes", "expires_at", "revoked_at", "last_used_at")
	})
	limit(c, &most)
	return c
}

func (a *app) serviceKeysIssue() *cobra.Command {
	var key latchkey.NewServiceKey
	var out string
	c := a.command("issue --name NAME --scope SCOPE", "Issue a service key; the secret is shown this once", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		client, err := a.client()
		if err != nil {
			return err
		}
		to, err := a.secretFile(out)
		if err != nil {
			return err
		}
		issued, err := client.IssueServiceKey(ctx, key)
		if err != nil {
			a.unused(to)
			return err
		}
		return a.once(to, []string{issued.Secret}, issued, issued.ServiceKey)
	})
	f := c.Flags()
	f.StringVar(&key.Name, "name", "", "the `name` by which to tell keys apart")
	f.StringSliceVar(&key.Scopes, "scope", nil, "what the key may do: users:read, users:register, metadata:write, sessions:revoke; give it again for more `scopes`")
	f.Var(expiry{&key.ExpiresAt}, "expires", "when the key expires: a `time`, or a number of days up to 365 (default: in 90 days)")
	f.StringVar(&out, "out", "", outHelp)
	choices(c, "scope", "users:read", "users:register", "metadata:write", "sessions:revoke")
	return c
}
