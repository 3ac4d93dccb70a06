package latchctl

import (
	"context"

	"github.com/spf13/cobra"

	latchkey "latchkey/clients/go"
)

func (a *app) allowReset() *cobra.Command {
	var out string
	c := a.command("allow-reset USER", "Allow a user to set a new password within an hour; the code is shown this once", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		client, err := a.client()
		if err != nil {
			return err
		}
		to, err := a.secretFile(out)
		if err != nil {
			return err
		}
		grant, err := client.AllowReset(ctx, args[0])
		if err != nil {
			a.unused(to)
			return err
		}
		rest := *grant
		rest.Code = ""
		a.say("%s can set a new password until %s.", clean(grant.Username), grant.ExpiresAt.Format("15:04 MST"))
		if grant.Code == "" {
			a.unused(to)
			return a.show(rest)
		}
		return a.once(to, []string{grant.Code}, grant, rest)
	})
	c.Flags().StringVar(&out, "out", "", outHelp)
	return c
}

func (a *app) withdrawReset() *cobra.Command {
	return a.command("withdraw-reset USER", "Withdraw the permission to set a new password", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		client, err := a.client()
		if err != nil {
			return err
		}
		if err := client.WithdrawReset(ctx, args[0]); err != nil {
			return err
		}
		return a.done("The reset is withdrawn.")
	})
}

func (a *app) resetFactors() *cobra.Command {
	var reason string
	c := a.command("reset-factors USER --reason TEXT", "Turn off the second factor of a user who lost it; their sessions end", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		client, err := a.client()
		if err != nil {
			return err
		}
		user, err := client.ResetFactors(ctx, args[0], reason)
		if err != nil {
			return err
		}
		return a.show(user)
	})
	c.Flags().StringVar(&reason, "reason", "", "why, for the audit record, in 10 to 200 `characters`")
	return c
}

func (a *app) verifyPIN() *cobra.Command {
	return a.ofUser("verify-pin USER", "Check whether a support PIN, which is asked for, is the user's", func(ctx context.Context, client *latchkey.Client, id latchkey.ID) error {
		pin, err := a.prompt.secret(ctx, "PIN")
		if err != nil {
			return err
		}
		valid, err := client.VerifyPIN(ctx, id, pin)
		if err != nil {
			return err
		}
		if a.json {
			err = a.document(map[string]bool{"valid": valid})
		} else if valid {
			err = a.done("The PIN is the user's.")
		}
		if err == nil && !valid {
			err = errWrongPIN
		}
		return err
	})
}

func (a *app) revokePIN() *cobra.Command {
	return a.ofUser("revoke-pin USER", "Revoke the support PIN of a user", func(ctx context.Context, client *latchkey.Client, id latchkey.ID) error {
		if err := client.RevokePIN(ctx, id); err != nil {
			return err
		}
		return a.done("The PIN is revoked.")
	})
}

func (a *app) audit() *cobra.Command {
	var most int
	c := a.command("audit USER", "List the audit records of a user, newest first", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		client, err := a.client()
		if err != nil {
			return err
		}
		return list(a, client.AuditEvents(ctx, args[0]), most, "created_at", "event", "outcome", "actor_id", "address", "reason")
	})
	limit(c, &most)
	return c
}

func (a *app) flags() *cobra.Command {
	return a.group("flags", "Show and set the feature flags that roll out mailed codes", a.flagsList(), a.flagsSet())
}

func (a *app) flagsList() *cobra.Command {
	return a.command("list", "List the feature flags", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		client, err := a.client()
		if err != nil {
			return err
		}
		all, err := client.FeatureFlags(ctx)
		if err != nil {
			return err
		}
		return list(a, values(all), 0, "name", "enabled", "percentage", "users", "updated_at")
	})
}

func (a *app) flagsSet() *cobra.Command {
	var flag latchkey.FeatureFlag
	c := a.command("set NAME", "Set a feature flag as a whole: what is left out is off", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		client, err := a.client()
		if err != nil {
			return err
		}
		flag.Name = args[0]
		set, err := client.SetFeatureFlag(ctx, flag)
		if err != nil {
			return err
		}
		return a.show(set)
	})
	c.ValidArgs = []string{"email_based_mfa", "enrol_new_users_in_email_otp"}
	f := c.Flags()
	f.BoolVar(&flag.Enabled, "on", false, "on for everyone")
	f.IntVar(&flag.Percentage, "percentage", 0, "on for that `share` of the users, from 0 to 100")
	f.Int64SliceVar(&flag.Users, "user", nil, "on for the users with these `ids`")
	return c
}
