package seed

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/sha512"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/authorizationcode"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/token"
)

// draw gives the same token whenever it is asked for one by the same words.
func draw(kind token.Kind, id int64, words string) (token.Token, error) {
	sum := sha256.Sum256([]byte(words))
	return token.New(kind, bytes.NewReader(sum[:]), id)
}

func resetLink(of account.ID) (token.Token, error) {
	return draw(token.Reset, int64(of), "the link in the mail")
}

func cancelLink(of account.ID) (token.Token, error) {
	return draw(token.Cancel, int64(of), "the link in the mail")
}

func resetCode() (token.Grant, error) {
	sum := sha512.Sum512([]byte("the code that the admin hands over"))
	return token.NewGrant(bytes.NewReader(sum[:]))
}

// lifetimes are for sample sessions; what verifies them has its own, and takes the shorter.
var lifetimes = session.Lifetimes{User: day, Staff: day / 3}

// sessions signs mary in on two devices, and lucy on one.
func (sc scene) sessions(ctx context.Context) error {
	for _, of := range []struct {
		id     account.ID
		device string
	}{{mary, "LAPTOP"}, {mary, "PHONE"}, {lucy, "LAPTOP"}} {
		t, err := draw(token.Session, int64(of.id), of.device)
		if err != nil {
			return err
		}
		s := lifetimes.Begin(t, sc.users[of.id], "203.0.113.7", "sample", sc.now).With(session.ByPassword)
		s.ID = of.device
		if err := sc.store.SaveSession(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// serviceKey issues the key of a program.
func (sc scene) serviceKey(ctx context.Context) error {
	const id = 2251799813685401
	t, err := draw(token.ServiceKey, id, "a program")
	if err != nil {
		return err
	}
	plain := t.Reveal()
	return sc.store.IssueServiceKey(audit.With(ctx, audit.Trail{Actor: ada, At: sc.now}), servicekey.Key{
		ID: id, Hash: t.Hash(), Hint: plain[len(plain)-4:], Name: "reports", Scopes: string(servicekey.UsersRead),
		CreatedBy: ada, CreatedAt: sc.now, ExpiresAt: sc.now.Add(day),
	})
}

// authorizationCode hands mary over from the laptop, with the challenge of the example in RFC 7636.
func (sc scene) authorizationCode(ctx context.Context) error {
	page, err := draw(token.Session, int64(mary), "LAPTOP")
	if err != nil {
		return err
	}
	t, err := draw(token.AuthorizationCode, int64(mary), "an application")
	if err != nil {
		return err
	}
	s := lifetimes.Begin(page, sc.users[mary], "203.0.113.7", "sample", sc.now).With(session.ByPassword)
	c := authorizationcode.New(t, s, "https://app.example.com/signed-in", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", sc.now)
	c.ExpiresAt = sc.now.Add(day)
	return sc.store.SaveAuthorizationCode(ctx, c)
}

// keys issues two registration keys, of which an event revokes the first.
func (sc scene) keys(ctx context.Context) error {
	var keys []registrationkey.Key
	for id := int64(2251799813685301); id <= 2251799813685302; id++ {
		t, err := draw(token.Registration, id, "a key")
		if err != nil {
			return err
		}
		plain := t.Reveal()
		keys = append(keys, registrationkey.Key{
			ID: id, Hash: t.Hash(), Hint: plain[len(plain)-4:], Active: true, Note: "for the branch office",
			CreatedAt: sc.now, UpdatedAt: sc.now, ExpiresAt: sc.now.Add(day),
		})
	}
	return sc.store.IssueKeys(audit.With(ctx, audit.Trail{Actor: ada, At: sc.now}), keys)
}
