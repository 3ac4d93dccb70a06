package latchctl

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	latchkey "latchkey/clients/go"
)

// object is a flag that is a JSON object.
type object struct{ into *map[string]any }

func (o object) String() string { return "" }
func (o object) Type() string   { return "JSON" }

func (o object) Set(text string) error {
	value := map[string]any{}
	if err := json.Unmarshal([]byte(text), &value); err != nil || value == nil {
		return usage("it has to be a JSON object")
	}
	*o.into = value
	return nil
}

func objects(flags *pflag.FlagSet, profile, metadata *map[string]any) {
	flags.Var(object{profile}, "profile", "the profile, a `JSON` object")
	flags.Var(object{metadata}, "metadata", "what applications store about the user, a `JSON` object")
}

func (a *app) usersCreate() *cobra.Command {
	var u latchkey.NewUser
	var withPassword bool
	c := a.command("create --email ADDRESS", "Make an account for a user, whom --invite lets choose a password", cobra.NoArgs, func(ctx context.Context, _ []string) (err error) {
		client, err := a.client()
		if err != nil {
			return err
		}
		if withPassword {
			if u.Password, err = a.prompt.secret(ctx, "Password of the user"); err != nil {
				return err
			}
		}
		user, err := one(client.RegisterMany(ctx, []latchkey.NewUser{u}))
		if err != nil {
			return err
		}
		return a.show(user)
	})
	f := c.Flags()
	f.StringVar(&u.Email, "email", "", "the e-mail `address`")
	f.StringVar(&u.Username, "username", "", "the `username` (default: one is made)")
	f.StringVar(&u.PhoneNumber, "phone-number", "", "the phone `number`, such as +447700900123")
	f.StringVar(&u.Language, "language", "", "the `language` that the user is written to in, such as en")
	f.BoolVar(&u.EmailConfirmed, "email-confirmed", false, "the address is known to be the user's")
	f.BoolVar(&u.Notify, "invite", false, "mail the user: a link to choose a password or, with --ask-password, a code to confirm the address")
	f.BoolVar(&withPassword, "ask-password", false, "ask for a password for the user")
	f.BoolVar(&u.TwoFactor, "2fa", false, "sign-in needs a mailed code, once the address is confirmed")
	objects(f, &u.Profile, &u.Metadata)
	return c
}

// change has the flags of a change. Those that are not given leave the user as they are.
type change struct {
	username, email, phone, role, status, language, method string
	confirmed, twoFactor                                   bool
	latchkey.Changes
}

func (v *change) flags(f *pflag.FlagSet) {
	f.StringVar(&v.username, "username", "", "a new `username`")
	f.StringVar(&v.email, "email", "", "a new e-mail `address`; its code is sent there")
	f.BoolVar(&v.confirmed, "email-confirmed", false, "mark the address as the user's, which cannot be taken back")
	f.StringVar(&v.phone, "phone-number", "", "a new phone `number`; its code is sent there")
	f.BoolVar(&v.RemovePhoneNumber, "remove-phone-number", false, "remove the phone number")
	f.StringVar(&v.role, "role", "", "the `role`: user, support or admin")
	f.StringVar(&v.status, "status", "", "the `status`: active, or disabled, which ends every session of the user")
	f.StringVar(&v.language, "language", "", "the `language` that the user is written to in, such as en")
	f.BoolVar(&v.twoFactor, "2fa", false, "whether sign-in needs a code: --2fa or --2fa=false")
	f.StringVar(&v.method, "2fa-method", "", "how codes are sent: `email` or sms")
	objects(f, &v.Profile, &v.Metadata)
}

// given is the change that the flags say.
func (v *change) given(f *pflag.FlagSet) latchkey.Changes {
	for name, set := range map[string]func(){
		"username": func() { v.Username = &v.username }, "email": func() { v.Email = &v.email },
		"phone-number": func() { v.PhoneNumber = &v.phone }, "role": func() { v.Role = &v.role },
		"status": func() { v.Status = &v.status }, "language": func() { v.Language = &v.language },
		"2fa": func() { v.TwoFactor = &v.twoFactor }, "2fa-method": func() { v.TwoFactorMethod = &v.method },
		"email-confirmed": func() { v.EmailConfirmed = &v.confirmed },
	} {
		if f.Changed(name) {
			set()
		}
	}
	return v.Changes
}

func (a *app) usersUpdate() *cobra.Command {
	var v change
	var c *cobra.Command
	c = a.ofUser("update USER", "Change a user; a new address, number or second factor needs a code", func(ctx context.Context, client *latchkey.Client, id latchkey.ID) error {
		user, err := client.Update(ctx, id, v.given(c.Flags()), a.prompt.code)
		if err != nil {
			return err
		}
		return a.show(user)
	})
	v.flags(c.Flags())
	roles(c)
	choices(c, "2fa-method", "email", "sms")
	return c
}
