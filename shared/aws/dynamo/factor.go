package dynamo

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
)

// recoveryCodes is the id under which the recovery codes of a user stand. No factor has it: ids of
// factors are drawn.
const recoveryCodes = "recovery-codes"

func factorItem(f factor.Factor) item {
	return item{
		"user_id":    number(f.UserID),
		"id":         text(f.ID),
		"type":       text(f.Type),
		"name":       text(f.Name),
		"created_at": seconds(f.CreatedAt),
	}.
		withTime("last_used_at", f.LastUsed).
		withText("session", f.Pending.Session).
		withNumber("session_epoch", f.Pending.Epoch).
		withText("challenge", f.Pending.Challenge).
		withTime("expires_at", f.Pending.Expires).
		withText("secret", string(f.Secret)).
		withNumber("last_step", f.LastStep).
		withPasskey(f.Passkey)
}

func readFactor(it item) (factor.Factor, error) {
	r := reader{item: it}
	return factor.Factor{
		UserID:    account.ID(r.number("user_id")),
		ID:        r.text("id"),
		Type:      account.FactorType(r.text("type")),
		Name:      r.text("name"),
		CreatedAt: r.time("created_at"),
		LastUsed:  r.time("last_used_at"),
		Pending:   factor.Pending{Session: r.text("session"), Epoch: r.number("session_epoch"), Challenge: r.text("challenge"), Expires: r.time("expires_at")},
		Secret:    factor.Secret(r.text("secret")),
		LastStep:  r.number("last_step"),
		Passkey: factor.Passkey{
			CredentialID: r.binary("credential_id"), PublicKey: r.binary("public_key"), Handle: r.binary("handle"),
			Counter: uint32(r.number("counter")), Domain: r.text("domain"), Transports: r.texts("transports"),
			UserVerified: r.flag("user_verified"), Synced: r.flag("synced"), BackedUp: r.flag("backed_up"),
		},
	}, r.err
}

// Factor reads one factor; factor.ErrNotFound when there is none.
func (s *Store) Factor(ctx context.Context, user account.ID, id string) (factor.Factor, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.tables.Factors, Key: factorKey(user, id), ConsistentRead: aws.Bool(true)})
	switch {
	case err != nil:
		return factor.Factor{}, failed("GetItem Factors", err)
	case out.Item == nil:
		return factor.Factor{}, factor.ErrNotFound
	}
	return readFactor(out.Item)
}

func factorKey(user account.ID, id string) item { return item{"user_id": number(user), "id": text(id)} }

// Factors reads all that a user has enrolled, expired enrolments among it.
func (s *Store) Factors(ctx context.Context, user account.ID) (factor.Set, error) {
	var all factor.Set
	pages := dynamodb.NewQueryPaginator(s.client, &dynamodb.QueryInput{
		TableName: &s.tables.Factors, ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("#user = :user"),
		ExpressionAttributeNames: map[string]string{"#user": "user_id"}, ExpressionAttributeValues: item{":user": number(user)},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return factor.Set{}, failed("Query Factors", err)
		}
		for _, it := range page.Items {
			if err := addFactor(&all, it); err != nil {
				return factor.Set{}, err
			}
		}
	}
	return all, nil
}

func addFactor(all *factor.Set, it item) error {
	r := reader{item: it}
	if r.text("id") == recoveryCodes {
		all.Recovery = factor.RecoveryCodes{Hashes: r.texts("codes"), CreatedAt: r.time("created_at")}
		return r.err
	}
	f, err := readFactor(it)
	all.Factors = append(all.Factors, f)
	return err
}

// SavePending writes an enrolment that was begun, with the use of the code that allows it, if it takes one. The
// user's version moves with it: two enrolments at once meet there, so that there are never too many.
func (s *Store) SavePending(ctx context.Context, u account.User, f factor.Factor, spend *passcode.Passcode) error {
	var writes []write
	if spend != nil {
		writes = s.spend(ctx, *spend, f.CreatedAt)
	}
	next := u
	next.Version++
	return s.commit(ctx, append(writes, s.replace(u, next), put(s.tables.Factors, factorItem(f)))...)
}

// DropPending removes an enrolment, unless it was confirmed meanwhile.
func (s *Store) DropPending(ctx context.Context, f factor.Factor) error {
	return s.commit(ctx, change{
		table: s.tables.Factors, key: factorKey(f.UserID, f.ID), when: "attribute_exists(#expires)", names: map[string]string{"#expires": "expires_at"},
	}.or(factor.ErrNotFound))
}

// changeFactors are the writes of what is enrolled and removed with a change of the user. The version of
// the user guards against what happens beside it. An enrolment is confirmed once, and a passkey has one
// user.
func (s *Store) changeFactors(u Update) (writes []write) {
	for _, f := range u.Enrol {
		writes = append(writes, s.confirmEnrolment(f))
		if f.Type == account.Passkey {
			writes = append(writes, s.claimPasskey(f))
		}
	}
	for _, f := range u.Remove {
		writes = append(writes, s.dropFactor(f, u.use()))
		if f.Type == account.Passkey && f.Confirmed() {
			writes = append(writes, s.release(passkeyClaim(f.Passkey.CredentialID), f.UserID))
		}
	}
	if u.RecoveryCodes != nil || u.NoRecoveryCodes {
		writes = append(writes, s.replaceRecoveryCodes(u))
	}
	return writes
}

// use is the use of a factor that proves a change; zero where none does.
func (u Update) use() factor.Use {
	if u.Spend == nil || u.Spend.UserID != u.To.ID {
		return factor.Use{}
	}
	return u.Spend.Use
}

// takesAway holds where what proves a change goes with it: a transaction has one write of an item, and that
// one then has the condition of the use.
func (u Update) takesAway(use factor.Use) bool {
	if use.Type == factor.Recovery {
		return u.RecoveryCodes != nil || u.NoRecoveryCodes
	}
	return slices.ContainsFunc(u.Remove, func(f factor.Factor) bool { return f.ID == use.ID })
}

func (s *Store) dropFactor(f factor.Factor, proof factor.Use) write {
	if proof.ID == f.ID && proof.Type == account.TOTP {
		return s.firstUse(f.UserID, proof).or(passcode.ErrUsed)
	}
	return change{
		table: s.tables.Factors, key: factorKey(f.UserID, f.ID), when: "attribute_exists(#id)", names: map[string]string{"#id": "id"},
	}.or(factor.ErrNotFound)
}

// replaceRecoveryCodes writes new codes over the old, or removes these.
func (s *Store) replaceRecoveryCodes(u Update) write {
	var w write
	if u.RecoveryCodes != nil {
		w = put(s.tables.Factors, recoveryItem(u.To.ID, *u.RecoveryCodes))
	} else {
		w.Delete = &types.Delete{TableName: &s.tables.Factors, Key: factorKey(u.To.ID, recoveryCodes)}
	}
	proof := u.use()
	if proof.Type != factor.Recovery {
		return w
	}
	c := s.firstUse(u.To.ID, proof)
	w.refused = passcode.ErrUsed
	if w.Put != nil {
		w.Put.ConditionExpression, w.Put.ExpressionAttributeNames, w.Put.ExpressionAttributeValues = &c.when, c.names, c.values
	} else {
		w = c.or(passcode.ErrUsed)
	}
	return w
}

// confirmEnrolment takes the place of an enrolment that is still pending.
func (s *Store) confirmEnrolment(f factor.Factor) write {
	it := factorItem(f)
	return write{TransactWriteItem: types.TransactWriteItem{Put: &types.Put{
		TableName: &s.tables.Factors, Item: it,
		ConditionExpression:       aws.String("#expires > :now"),
		ExpressionAttributeNames:  map[string]string{"#expires": "expires_at"},
		ExpressionAttributeValues: item{":now": seconds(f.CreatedAt)},
	}}, refused: factor.ErrNotFound}
}

func recoveryItem(user account.ID, c factor.RecoveryCodes) item {
	it := factorKey(user, recoveryCodes)
	it["created_at"] = seconds(c.CreatedAt)
	it["codes"] = &types.AttributeValueMemberSS{Value: c.Hashes}
	return it
}

// useFactor is the use of a factor for an act: a code of an authenticator moves its step, a recovery code
// is gone, an assertion moves the counter of its passkey. A code that was sent is used up with its
// challenge, and so is the proof of a passkey, which signed in an earlier request.
func (s *Store) useFactor(user account.ID, u factor.Use, now time.Time) []write {
	if u.Type == account.Passkey && u.Signed != nil {
		return []write{s.signed(user, u, now)}
	}
	if u.Type != account.TOTP && u.Type != factor.Recovery {
		return nil
	}
	c := s.firstUse(user, u)
	c.update = "SET #step = :step, #used = :now"
	if u.Type == factor.Recovery {
		c.update = "SET #used = :now DELETE #codes :code"
		c.values[":code"] = &types.AttributeValueMemberSS{Value: []string{u.RecoveryHash}}
	}
	c.names["#used"], c.values[":now"] = "last_used_at", seconds(now)
	return []write{c.or(passcode.ErrUsed)}
}

// firstUse has the condition that what is used was not used before.
func (s *Store) firstUse(user account.ID, u factor.Use) change {
	if u.Type == factor.Recovery {
		return change{
			table: s.tables.Factors, key: factorKey(user, recoveryCodes), when: "contains(#codes, :hash)",
			names: map[string]string{"#codes": "codes"}, values: item{":hash": text(u.RecoveryHash)},
		}
	}
	return change{
		table: s.tables.Factors, key: factorKey(user, u.ID),
		when:  "attribute_exists(#id) AND attribute_not_exists(#expires) AND (attribute_not_exists(#step) OR #step < :step)",
		names: map[string]string{"#id": "id", "#expires": "expires_at", "#step": "last_step"}, values: item{":step": number(u.Step)},
	}
}

// readUse reads which factor answered a challenge ahead of the code that proves it.
func readUse(r *reader) factor.Use {
	return factor.Use{Type: account.FactorType(r.text("used_type")), ID: r.text("used_factor"), Since: r.time("used_since")}
}
