package dynamo

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/authorizationcode"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/factor"
	feature "latchkey/shared/domain/flag"
	"latchkey/shared/domain/idempotency"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/supportpin"
)

// form is how one kind of thing is stored and read.
type form struct {
	sample item
	again  func(item) (item, error) // reads an item, and writes what was read
	apart  string                   // attributes that nobody reads back, with spaces around them
}

func formOf[T any](one T, write func(T) item, read func(item) (T, error), apart string) form {
	return form{write(one), func(it item) (item, error) { t, err := read(it); return write(t), err }, " " + apart + " "}
}

func forms() []form {
	at := time.Unix(1_800_000_000, 0).UTC()
	signedIn := session.Session{ID: "s", UserID: 7, TokenHash: "h", Epoch: 1, CreatedAt: at, ExpiresAt: at, UsedAt: at, Address: "a", UserAgent: "b", Methods: "pwd"}
	return []form{
		formOf(account.User{
			ID: 7, Username: "mary", Email: "m@x.example", PhoneNumber: "+1", Role: account.RoleAdmin, Status: account.Active, PasswordHash: "h", CreatedAt: at, UpdatedAt: at,
			Language: "en", LastLogin: at, KnownUntil: at, CreatedBy: 8, RegistrationKey: 9, Helped: "x", ResetHash: "r", ResetExpires: at,
			ResetGrant: account.ResetGrant{ID: "i", Hash: "g", Expires: at, By: 8}, EmailOTP: account.EmailOTP{Hash: "o", RequiredAfter: at, LastSentAt: at, LastSentTo: "m"},
			Factors: account.Factors{Passkey: at, TOTP: at, SMS: at, Email: at}, Confirmation: account.Confirmation{Challenge: "c", Expires: at, Cancel: "d"},
		}, userItem, readUser, "shard uncommon unconfirmed 2fa 2fa_method"),
		formOf(passcode.Passcode{
			ID: "p", UserID: 7, OTP: "o", KeyVersion: "v", Purpose: passcode.SignIn, Channel: account.Email, SentTo: "m", Factor: account.FactorEmail,
			Methods: account.FactorTypes{account.FactorEmail}, LastSent: passcode.LastSent{Email: at, SMS: at}, Change: "c", Remember: true, AskedBy: 8, Active: true, Expiration: at, CreatedAt: at, UpdatedAt: at,
		}, passcodeItem, readPasscode, ""),
		formOf(factor.Factor{
			UserID: 7, ID: "f", Type: account.Passkey, Name: "n", CreatedAt: at, LastUsed: at, Secret: "s", LastStep: 3,
			Pending: factor.Pending{Session: "s", Epoch: 2, Challenge: "c", Expires: at},
			Passkey: factor.Passkey{CredentialID: []byte("c"), PublicKey: []byte("k"), Handle: []byte("h"), Counter: 4, Domain: "d", Transports: []string{"usb"}, UserVerified: true, Synced: true, BackedUp: true},
		}, factorItem, readFactor, "aaguid"),
		formOf(idempotency.Run{ID: "r", Digest: "d", Token: "t", LeaseEndsAt: at, ExpiresAt: at}, runItem, readRun, "status"),
		formOf(signedIn, sessionItem, readSession, ""),
		formOf(device.Device{ID: "d", UserID: 7, TokenHash: "h", Role: account.RoleUser, CreatedAt: at, LastUsedAt: at, ExpiresAt: at, Address: "a", UserAgent: "b"}, deviceItem, readDevice, ""),
		formOf(registrationkey.Key{ID: 7, Hash: "h", Hint: "i", Active: true, Note: "n", Email: "e", UsedBy: 8, CreatedAt: at, UpdatedAt: at, ExpiresAt: at}, registrationKeyItem, readRegistrationKey, ""),
		formOf(servicekey.Key{ID: 7, Hash: "h", Hint: "i", Name: "n", Scopes: "s", CreatedBy: 8, CreatedAt: at, ExpiresAt: at, RevokedAt: at, UsedAt: at}, serviceKeyItem, readServiceKey, "delete_at"),
		formOf(supportpin.PIN{UserID: 7, Encrypted: "e", CreatedAt: at, ExpiresAt: at}, pinItem, readPIN, ""),
		formOf(authorizationcode.Code{Hash: "h", ReturnTo: "r", Challenge: "c", Session: signedIn, ExpiresAt: at}, authorizationCodeItem, readAuthorizationCode, ""),
		formOf(audit.Event{User: 7, ID: "i", Name: audit.PinCreated, Actor: 7, ServiceKey: 8, Reason: "r", Address: "a", Via: "v", RequestID: "q", At: at}, auditItem, readAudit, "by time expires_at"),
		formOf(feature.Flag{Name: feature.EmailBasedMFA, Enabled: true, Percentage: 5, Users: []account.ID{7}, UpdatedAt: at, UpdatedBy: 8}, flagItem,
			func(it item) (feature.Flag, error) { return readFlag(feature.EmailBasedMFA, it) }, "name"),
	}
}

// values are attributes of every type.
func values(said string) []types.AttributeValue {
	return []types.AttributeValue{
		&types.AttributeValueMemberS{Value: said}, &types.AttributeValueMemberN{Value: said}, &types.AttributeValueMemberB{Value: []byte(said)},
		&types.AttributeValueMemberBOOL{}, &types.AttributeValueMemberNULL{Value: true}, &types.AttributeValueMemberSS{Value: []string{said}},
		&types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberN{Value: said}}}, &types.AttributeValueMemberM{}, nil,
	}
}

// A stored item with an attribute of another type is an error: read as absent, it would turn a limit, an
// expiry or a second factor off. Whatever is read is written back as it was.
func FuzzItems(f *testing.F) {
	all := forms()
	for of, form := range all {
		for attribute := range len(form.sample) {
			f.Add(uint(of), uint(attribute), uint(attribute+of), "12")
		}
	}
	for i, said := range []string{"", "-1", "1e3", "9223372036854775808", "\xff", "0", "-9223372036854775808"} {
		f.Add(uint(i), uint(0), uint(1), said)
	}
	f.Fuzz(func(t *testing.T, of, attribute, kind uint, said string) {
		form, choice := all[of%uint(len(all))], values(said)
		names := slices.Sorted(maps.Keys(form.sample))
		name, value := names[attribute%uint(len(names))], choice[kind%uint(len(choice))]
		garbled := maps.Clone(form.sample)
		garbled[name] = value
		written, err := form.again(garbled)
		if other := reflect.TypeOf(value) != reflect.TypeOf(form.sample[name]); err == nil && other && !strings.Contains(form.apart, " "+name+" ") {
			t.Fatalf("%s is read from %T, and was %T", name, value, form.sample[name])
		}
		if err != nil {
			return
		}
		if again, err := form.again(written); err != nil || !reflect.DeepEqual(again, written) {
			t.Errorf("%s is %T %q: %v\n%v\n%v", name, value, said, err, again, written)
		}
	})
}
