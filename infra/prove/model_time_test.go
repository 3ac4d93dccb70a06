package prove_test

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/local/dynamodb"
)

func now() int64 { return time.Now().Unix() }

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n any) types.AttributeValue { return &types.AttributeValueMemberN{Value: fmt.Sprint(n)} }

// set changes an attribute of an item that is there and has it. That is how time passes.
func (m *model) set(logical string, key item, attribute string, value int64) {
	m.Helper()
	_, err := dynamodb.Client(m.DynamoDBEndpoint).UpdateItem(m.Context(), &sdk.UpdateItemInput{
		TableName: aws.String(m.Table(m.test, logical)), Key: key, UpdateExpression: aws.String("SET #a = :v"),
		ConditionExpression: aws.String("attribute_exists(#a)"), ExpressionAttributeNames: map[string]string{"#a": attribute},
		ExpressionAttributeValues: item{":v": number(value)},
	})
	if err != nil {
		m.fail("%s of %s: %v", attribute, logical, err)
	}
}

// writeAges has the factors of a user as old as the model says: within one second, the service could not
// tell which was added first.
func (m *model) writeAges(p *person) {
	for _, f := range p.factors {
		m.set("UsersTable", item{"id": number(p.id)}, f.kind+"_since", p.has(f.kind).since)
		if f.kind == "totp" {
			m.set("FactorsTable", item{"user_id": number(p.id), "id": text(f.id)}, "created_at", f.since)
		}
	}
	if p.recovery != nil {
		m.set("FactorsTable", item{"user_id": number(p.id), "id": text("recovery-codes")}, "created_at", p.recovery.since)
	}
}

// shown is a code of an authenticator that was not used yet, as if half a minute had passed since the last.
func (m *model) shown(f *held) string {
	for _, p := range m.people {
		for _, of := range p.factors {
			if of == f {
				m.set("FactorsTable", item{"user_id": number(p.id), "id": text(f.id)}, "last_step", 1)
			}
		}
	}
	return f.code(m)
}

// minutePasses lets another code be sent for a challenge.
func (m *model) minutePasses() {
	c := pick(m, "challenge", m.challenges, func(c *challenge) bool { return c.valid() && len(c.quiet) > 0 })
	m.set("PasscodesTable", item{"id": text(c.id)}, "created_at", now()-61)
	for channel, attribute := range map[string]string{"email": "emailed_at", "sms": "texted_at"} {
		if c.quiet[channel] && c.method != channel {
			m.set("PasscodesTable", item{"id": text(c.id)}, attribute, now()-61)
		}
	}
	c.quiet = map[string]bool{}
}

// codesExpire ends a challenge.
func (m *model) codesExpire() {
	m.expire(pick(m, "challenge", m.challenges, (*challenge).valid))
}

// expire ends a challenge whose time has come. One that confirms an address is known to the user, too.
func (m *model) expire(c *challenge) {
	m.set("PasscodesTable", item{"id": text(c.id)}, "expiration", now()-1)
	c.closed = true
}

// daysPass lets what a user has had for less than three days prove everything.
func (m *model) daysPass() {
	p := m.somebody(func(p *person) bool { return p.active() && len(p.factors) > 0 })
	for _, c := range m.challenges {
		if c.of == p && c.valid() {
			m.expire(c)
		}
	}
	for _, f := range p.factors {
		f.since -= 2 * threeDays
	}
	if p.recovery != nil {
		p.recovery.since -= 2 * threeDays
	}
	m.writeAges(p)
}
