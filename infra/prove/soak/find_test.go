package soak

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// findAll asks the service for everything that was acknowledged, once nothing is killed any more.
func (s *soak) findAll() {
	for _, p := range s.people {
		for _, t := range p.live {
			p.shows(p.sure("find a session", "GET", "/users/me", "", bearer(t)...))
		}
		for _, t := range p.ended[max(0, len(p.ended)-3):] {
			if a := p.sure("find no session", "GET", "/users/me", "", bearer(t)...); !a.is(401) {
				p.wrong("a session that has ended is answered", a)
			}
		}
		if len(p.live) > 0 && p.pin != "" {
			a := p.sure("find a PIN", "GET", "/api/v4/user/support_pin", "", bearer(p.live[0])...)
			if a.Text("pin") != p.pin {
				p.wrong("the PIN is another", a)
			}
		}
		s.report.checks.Add(int64(len(p.live) + 1))
		p.findPassword()
	}
	s.findKeys()
}

func (p *person) findPassword() {
	if p.retired || p.state == absent || p.state == waiting {
		return
	}
	if right, known := p.knows(p.password); known && right == (p.state == deleted) {
		p.Errorf("%s is %s, and the password is right: %t", p.name, p.state, right)
	}
}

type item = map[string]types.AttributeValue

func text(v types.AttributeValue) string {
	s, _ := v.(*types.AttributeValueMemberS)
	if s == nil {
		return ""
	}
	return s.Value
}

func number(v types.AttributeValue) string {
	n, _ := v.(*types.AttributeValueMemberN)
	if n == nil {
		return ""
	}
	return n.Value
}

// findTables looks for halves: an account without its claims, a claim without its account, and what belongs
// to nobody.
func (s *soak) findTables() {
	users := map[string]item{}
	for _, it := range s.service.Items(s, "UsersTable") {
		users[number(it["id"])] = it
	}
	s.findClaims(users)
	cut := func(id string) bool {
		return slices.ContainsFunc(s.people, func(p *person) bool { return p.deletionCut && p.id.String() == id })
	}
	for _, table := range []string{"SessionsTable", "PasscodesTable", "FactorsTable", "SupportPinsTable", "DevicesTable"} {
		for _, it := range s.service.Items(s, table) {
			s.report.checks.Add(1)
			owner := number(it["user_id"])
			if users[owner] != nil {
				continue
			}
			// Sessions and codes are removed after their user, and are worth nothing then.
			if after := table == "SessionsTable" || table == "PasscodesTable" || table == "DevicesTable"; after && cut(owner) {
				s.report.left.Add(1)
				continue
			}
			s.Errorf("%s has what belongs to nobody: user %s", table, owner)
		}
	}
	for _, p := range s.people {
		if p.state == deleted && users[p.id.String()] != nil {
			s.Errorf("%s is stored, and was deleted", p.name)
		}
	}
}

// findClaims demands that each account has the claims on its names, and each claim its account.
func (s *soak) findClaims(users map[string]item) {
	claimed, admins := map[string]string{}, 0
	for _, it := range s.service.Items(s, "ClaimsTable") {
		s.report.checks.Add(1)
		value := text(it["value"])
		if value == "admins" {
			admins++
			if number(it["count"]) != "1" {
				s.Errorf("there are %s admins", number(it["count"]))
			}
			continue
		}
		owner := users[number(it["user_id"])]
		kind, name, _ := strings.Cut(value, "#")
		if owner == nil || text(owner[kind]) != name {
			s.Errorf("the claim on %s is of nobody who has it", value)
		}
		claimed[value] = number(it["user_id"])
	}
	for id, u := range users {
		for _, kind := range []string{"username", "email"} {
			if claimed[kind+"#"+text(u[kind])] != id {
				s.Errorf("%s has no claim on the %s", text(u["username"]), kind)
			}
		}
	}
	if admins != 1 {
		s.Errorf("the admins are counted %d times", admins)
	}
}
