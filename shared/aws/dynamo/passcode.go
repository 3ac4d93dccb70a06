package dynamo

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
)

func passcodeItem(p passcode.Passcode) item {
	return item{
		"id":            text(p.ID),
		"user_id":       number(p.UserID),
		"purpose":       text(p.Purpose),
		"session_epoch": number(p.Epoch),
		"active":        flag(p.Active),
		"expiration":    seconds(p.Expiration),
		"created_at":    seconds(p.CreatedAt),
		"updated_at":    seconds(p.UpdatedAt),
	}.
		withText("otp", p.OTP).
		withText("key_version", p.KeyVersion).
		withText("channel", string(p.Channel)).
		withText("sent_to", p.SentTo).
		withText("factor", string(p.Factor)).
		withText("methods", p.Methods.String()).
		withTime("emailed_at", p.LastSent.Email).
		withTime("texted_at", p.LastSent.SMS).
		withText("change", p.Change).
		withFlag("remember_device", p.Remember).
		withNumber("asked_by", int64(p.AskedBy))
}

func readPasscode(it item) (passcode.Passcode, error) {
	r := reader{item: it}
	return passcode.Passcode{
		ID:         r.text("id"),
		UserID:     account.ID(r.number("user_id")),
		OTP:        r.text("otp"),
		KeyVersion: r.text("key_version"),
		Purpose:    passcode.Purpose(r.text("purpose")),
		Channel:    account.Channel(r.text("channel")),
		SentTo:     r.text("sent_to"),
		Factor:     account.FactorType(r.text("factor")),
		Methods:    account.ParseFactorTypes(r.text("methods")),
		LastSent:   passcode.LastSent{Email: r.time("emailed_at"), SMS: r.time("texted_at")},
		Use:        readUse(&r),
		Change:     r.text("change"),
		Remember:   r.flag("remember_device"),
		AskedBy:    account.ID(r.number("asked_by")),
		Epoch:      r.number("session_epoch"),
		Active:     r.flag("active"),
		Used:       r.flag("used"),
		Attempts:   r.counted(),
		Expiration: r.time("expiration"),
		CreatedAt:  r.time("created_at"),
		UpdatedAt:  r.time("updated_at"),
	}, r.err
}

func passcodeKey(id string) item { return item{"id": text(id)} }

// open is the condition of a challenge that may still be answered.
const open = "#active = :true AND #expiration > :now"

// whileOpen changes a challenge that is open.
func (s *Store) whileOpen(id, update string, now time.Time) change {
	return change{
		table: s.tables.Passcodes, key: passcodeKey(id), update: update, when: open,
		names:  map[string]string{"#active": "active", "#expiration": "expiration", "#updated": "updated_at"},
		values: item{":true": flag(true), ":now": seconds(now)},
	}
}

// closing ends a challenge that is open.
func (s *Store) closing(id string, now time.Time) change {
	c := s.whileOpen(id, "SET #active = :false, #updated = :now", now)
	c.values[":false"] = flag(false)
	return c
}

// spend is the use of a code: the one write of which only one can succeed. With it goes the use of the
// factor that the code is of.
func (s *Store) spend(ctx context.Context, p passcode.Passcode, now time.Time) []write {
	return append(s.spent(ctx, p, now), s.useFactor(p.UserID, p.Use, now)...)
}

// spent closes a challenge because of what it was for. The use of a recovery code is recorded.
func (s *Store) spent(ctx context.Context, p passcode.Passcode, now time.Time) []write {
	if p.Unstored {
		return []write{s.spendBegin(p, now)}
	}
	c := s.closing(p.ID, now)
	c.update += ", #used = :true"
	c.names["#used"] = "used"
	writes := []write{c.or(passcode.ErrUsed)}
	if p.Use.Type == factor.Recovery {
		writes = append(writes, s.recording(ctx, audit.RecoveryCodeUsed, p.UserID))
	}
	return writes
}

func (s *Store) issue(p passcode.Passcode) write {
	return create(s.tables.Passcodes, "id", passcodeItem(p), passcode.ErrClosed)
}

// Issue is of passcode.Store.
func (s *Store) Issue(ctx context.Context, p passcode.Passcode, supersedes string) error {
	writes := []write{s.issue(p)}
	if supersedes != "" {
		writes = append(writes, s.closing(supersedes, p.CreatedAt).or(passcode.ErrClosed))
	}
	if p.EmailOTP() {
		writes = append(writes, s.setEmailOTP(p))
	}
	if p.Purpose == passcode.ConfirmEmail {
		writes = append(writes, s.expectConfirmation(p))
	}
	return s.commit(ctx, writes...)
}

// Void is of passcode.Store. A code that is closed already is as it should be.
func (s *Store) Void(ctx context.Context, p passcode.Passcode, before account.EmailOTP, now time.Time) error {
	var g errgroup.Group
	g.Go(func() error { return s.unlessClosed(ctx, s.closing(p.ID, now)) })
	if p.EmailOTP() {
		g.Go(func() error { return s.unlessClosed(ctx, s.clearEmailOTP(p, before)) })
	}
	return g.Wait()
}

// Reopen is of passcode.Store. Nobody but Issue closed it, which found it open; one that was
// removed since stays so.
func (s *Store) Reopen(ctx context.Context, id string, now time.Time) error {
	return s.unlessClosed(ctx, change{
		table: s.tables.Passcodes, key: passcodeKey(id), update: "SET #active = :true, #updated = :now", when: "attribute_exists(#id)",
		names:  map[string]string{"#id": "id", "#active": "active", "#updated": "updated_at"},
		values: item{":true": flag(true), ":now": seconds(now)},
	})
}

// unlessClosed makes a change that is not needed where its condition fails.
func (s *Store) unlessClosed(ctx context.Context, c change) error {
	_, err := s.update(ctx, c, passcode.ErrClosed)
	if errors.Is(err, passcode.ErrClosed) {
		return nil
	}
	return err
}

// Spend uses a code for what is not one write; passcode.ErrUsed when it was used before.
func (s *Store) Spend(ctx context.Context, p passcode.Passcode, now time.Time) error {
	return s.commit(ctx, s.spend(ctx, p, now)...)
}

// Try is of passcode.Counter: the try is counted by the write that finds the challenge.
func (s *Store) Try(ctx context.Context, id string, of []passcode.Purpose, now time.Time) (passcode.Passcode, error) {
	c := s.whileOpen(id, "SET #updated = :now", now).counting(rand.Text(), passcode.MaxAttempts)
	c.names["#purpose"] = "purpose"
	var names []string
	for i, p := range of {
		name := ":purpose" + strconv.Itoa(i)
		names, c.values[name] = append(names, name), text(p)
	}
	c.when += " AND #purpose IN (" + strings.Join(names, ", ") + ")"
	it, refused := s.update(ctx, c, passcode.ErrClosed)
	if refused != nil && it == nil {
		return passcode.Passcode{}, refused
	}
	p, err := readPasscode(it)
	return p, cmp.Or(err, refused)
}

// Passcode reads a challenge; passcode.ErrClosed when there is none.
func (s *Store) Passcode(ctx context.Context, id string) (passcode.Passcode, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Passcodes, Key: passcodeKey(id), ConsistentRead: aws.Bool(true),
	})
	switch {
	case err != nil:
		return passcode.Passcode{}, failed("GetItem Passcodes", err)
	case out.Item == nil:
		return passcode.Passcode{}, passcode.ErrClosed
	}
	return readPasscode(out.Item)
}
