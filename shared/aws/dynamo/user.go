package dynamo

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/retention"
)

func userItem(u account.User) item {
	it := item{
		"id":              number(u.ID),
		"shard":           number(shardOf(u.ID)),
		"username":        text(u.Username),
		"email":           text(u.Email),
		"email_confirmed": flag(u.EmailConfirmed),
		"phone_confirmed": flag(u.PhoneConfirmed),
		"2fa":             flag(u.TwoFactor() != ""),
		"role":            text(u.Role),
		"status":          text(u.Status),
		"password_hash":   text(u.PasswordHash),
		"session_epoch":   number(u.SessionEpoch),
		"version":         number(u.Version),
		"created_at":      seconds(u.CreatedAt),
		"updated_at":      seconds(u.UpdatedAt),
	}.
		withText("phone_number", u.PhoneNumber).
		withText("confirmation_id", u.Confirmation.Challenge).
		withTime("confirmation_expires_at", u.Confirmation.Expires).
		withText("confirmation_cancel_hash", u.Confirmation.Cancel).
		withFlag("email_bound", u.EmailBound).
		withText("email_undeliverable", string(u.EmailUndeliverable)).
		withText("2fa_method", string(u.TwoFactor())).
		withTime("passkey_since", u.Factors.Passkey).
		withTime("totp_since", u.Factors.TOTP).
		withTime("sms_since", u.Factors.SMS).
		withTime("email_since", u.Factors.Email).
		withText("2fa_wanted", string(u.TwoFactorWanted)).
		withText("confirmed_by", string(u.ConfirmedBy)).
		withText("invitation_hash", u.Invitation.Hash).
		withTime("invitation_expires_at", u.Invitation.Expires).
		withText("reset_hash", u.ResetHash).
		withTime("reset_expires_at", u.ResetExpires).
		withText("allow_reset_id", u.ResetGrant.ID).
		withText("allow_reset_hash", u.ResetGrant.Hash).
		withTime("allow_reset_expires_at", u.ResetGrant.Expires).
		withNumber("allow_reset_by", int64(u.ResetGrant.By)).
		withText("helped", string(u.Helped)).
		withFlag("code_every_sign_in", u.CodeEverySignIn).
		withNumber("registration_key", u.RegistrationKey).
		withText("language", u.Language).
		withNumber("created_by", int64(u.CreatedBy)).
		withText("email_otp", u.EmailOTP.Hash).
		withTime("email_otp_required_after", u.EmailOTP.RequiredAfter).
		withTime("email_otp_last_sent_at", u.EmailOTP.LastSentAt).
		withText("email_otp_last_sent_to", u.EmailOTP.LastSentTo).
		withTime("last_login", u.LastLogin).
		withTime("known_until", u.KnownUntil).
		withText("uncommon", uncommon(u.Role, u.Status))
	if retention.Unproven(u) {
		it["unconfirmed"] = number(shardOf(u.ID))
	}
	return it
}

func readUser(it item) (account.User, error) {
	if it == nil {
		return account.User{}, account.ErrNotFound
	}
	r := reader{item: it}
	u := account.User{
		ID:             account.ID(r.number("id")),
		Username:       r.text("username"),
		Email:          r.text("email"),
		EmailConfirmed: r.flag("email_confirmed"),
		Confirmation:   readConfirmation(&r),
		EmailBound:     r.flag("email_bound"),

		EmailUndeliverable: account.Undeliverable(r.text("email_undeliverable")),

		PhoneNumber:     r.text("phone_number"),
		PhoneConfirmed:  r.flag("phone_confirmed"),
		TwoFactorWanted: account.Channel(r.text("2fa_wanted")),
		Role:            account.Role(r.text("role")),
		Status:          account.Status(r.text("status")),
		PasswordHash:    r.text("password_hash"),
		SessionEpoch:    r.number("session_epoch"),
		Version:         r.number("version"),
		ConfirmedBy:     account.Confirmer(r.text("confirmed_by")),
		Invitation:      account.Invitation{Hash: r.text("invitation_hash"), Expires: r.time("invitation_expires_at")},
		ResetHash:       r.text("reset_hash"),
		ResetExpires:    r.time("reset_expires_at"),
		ResetGrant:      readResetGrant(&r),
		Helped:          account.Helped(r.text("helped")),
		CodeEverySignIn: r.flag("code_every_sign_in"),
		RegistrationKey: r.number("registration_key"),
		Language:        r.text("language"),
		CreatedBy:       account.ID(r.number("created_by")),
		EmailOTP:        readEmailOTP(&r),
		CreatedAt:       r.time("created_at"),
		UpdatedAt:       r.time("updated_at"),
		LastLogin:       r.time("last_login"),
		KnownUntil:      r.time("known_until"),
	}
	u.Factors = readFactors(&r)
	return u, r.err
}

// factorTimes have since when the user has each type of factor.
var factorTimes = []string{"passkey_since", "totp_since", "sms_since", "email_since"}

// readFactors reads the types of a user's factors. An item of before there were several has the one, and
// no time.
func readFactors(r *reader) account.Factors {
	f := account.Factors{
		Passkey: r.time("passkey_since"), TOTP: r.time("totp_since"), SMS: r.time("sms_since"), Email: r.time("email_since"),
	}
	if f == (account.Factors{}) && r.flag("2fa") {
		return account.Held(account.FactorType(r.text("2fa_method")))
	}
	return f
}

func userKey(id account.ID) item { return item{"id": number(id)} }

// User reads a user; account.ErrNotFound when there is none.
func (s *Store) User(ctx context.Context, id account.ID) (account.User, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Users, Key: userKey(id), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return account.User{}, failed("GetItem Users", err)
	}
	return readUser(out.Item)
}

// RecordLogin stores the time of a sign-in of the user as read.
func (s *Store) RecordLogin(ctx context.Context, u account.User, now time.Time) error {
	_, err := s.update(ctx, s.login(u, now), account.ErrInvalidCredentials)
	return err
}

// Rehash stores a password's hash made anew. It takes the place of the one that was
// verified and of no other: the password may have been changed in between.
func (s *Store) Rehash(ctx context.Context, u account.User, hash string) error {
	_, err := s.update(ctx, change{
		table: s.tables.Users, key: userKey(u.ID), update: "SET #hash = :new", when: "#hash = :old",
		names:  map[string]string{"#hash": "password_hash"},
		values: item{":new": text(hash), ":old": text(u.PasswordHash)},
	}, account.ErrChanged)
	return err
}

// login is the change of a sign-in: it holds for a user who may sign in, in the epoch that
// the sign-in began in. An account that is in use does not wait to be confirmed.
func (s *Store) login(u account.User, now time.Time) change {
	return change{
		table: s.tables.Users, key: userKey(u.ID),
		update: "SET #login = :now REMOVE #unconfirmed",
		when:   "#status = :active AND #epoch = :epoch",
		names: map[string]string{
			"#login": "last_login", "#unconfirmed": "unconfirmed", "#status": "status", "#epoch": "session_epoch",
		},
		values: item{":now": seconds(now), ":active": text(account.Active), ":epoch": number(u.SessionEpoch)},
	}
}
