package smoke

import (
	"context"
	"net/http"
)

// changes are the lines that take a code. They end the user's support PIN.
func (v *visit) changes() []line {
	return []line{
		{"a code reaches the user's phone", v.text},
		{"a code from before a rotation of PasscodeKey stays valid", v.rotated},
	}
}

// text asks for a code by text, and gives it: the number is then the user's, until they are deleted.
func (v *visit) text(ctx context.Context) error {
	if v.token == "" {
		return errNoToken
	}
	number := v.mailbox.number()
	if number == "" {
		return skipped("set PHONE to a number whose texts you can read")
	}
	change := asking{http.MethodPatch, "/users/me", map[string]string{"phone_number": number}, bearer(v.token)}
	return v.withCode(ctx, change, number, http.StatusOK, nil)
}

// rotated changes the key under which codes are stored while one is open.
func (v *visit) rotated(ctx context.Context) error {
	switch {
	case !v.Rotate || v.rotate == nil:
		return skipped("set ROTATE=yes and STACK to rotate the secret PasscodeKey")
	case v.token == "":
		return errNoToken
	}
	change := asking{http.MethodPatch, "/users/me", map[string]any{"2fa": true, "2fa_method": "email"}, bearer(v.token)}
	return v.withCode(ctx, change, v.email, http.StatusOK, v.rotate)
}

// withCode makes a request twice: the first is answered by a challenge, the second has its code.
// Something may be done between them.
func (v *visit) withCode(ctx context.Context, a asking, to string, status int, between func(context.Context) error) error {
	got, err := v.expect(ctx, a, http.StatusAccepted)
	if err != nil {
		return err
	}
	code, err := v.mailbox.code(ctx, to)
	if err != nil {
		return err
	}
	if between != nil {
		if err := between(ctx); err != nil {
			return err
		}
	}
	a.headers = append(a.headers[:len(a.headers):len(a.headers)], "Challenge-Id", got.text("challenge.id"), "Challenge-Code", code)
	_, err = v.expect(ctx, a, status)
	return err
}
