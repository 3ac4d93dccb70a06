package accesstoken

import (
	"crypto/rand"
	"slices"
	"time"

	"latchkey/shared/domain/account"
)

// claims are what a token says, by their registered names where there are any. Times are in
// seconds since 1970.
type claims struct {
	Issuer   string   `json:"iss"`
	Subject  string   `json:"sub"`
	Audience string   `json:"aud"`
	IssuedAt int64    `json:"iat"`
	Expires  int64    `json:"exp"`
	ID       string   `json:"jti"`
	Session  string   `json:"sid"`
	Role     string   `json:"role"`
	Scope    string   `json:"scope"`
	AuthTime int64    `json:"auth_time"`
	Methods  []string `json:"amr,omitempty"`
	Username string   `json:"username,omitzero"`
	Email    string   `json:"email,omitzero"`
}

// optional are the claims that a deployment may add.
const (
	usernameClaim = "username"
	emailClaim    = "email"
)

// names are those of the claims in every token.
var names = []string{"iss", "sub", "aud", "iat", "exp", "jti", "sid", "role", "scope", "auth_time", "amr"}

// ClaimNames are the names of the claims that tokens can have.
func (i Issuer) ClaimNames() []string { return slices.Concat(names, i.Optional) }

// claims of a grant. An address that is not confirmed may be somebody else's, so it is left out:
// other programs take an address for its owner.
func (i Issuer) claims(g Grant, now, expires time.Time) claims {
	c := claims{
		Issuer: i.URL, Subject: g.User.ID.String(), Audience: g.Audience,
		IssuedAt: now.Unix(), Expires: expires.Unix(), ID: rand.Text(),
		Session: g.Session.ID, Role: string(g.User.Role), Scope: scopes[g.User.Role],
		AuthTime: g.Session.CreatedAt.Unix(), Methods: g.Session.Methods.Names(),
	}
	if slices.Contains(i.Optional, usernameClaim) {
		c.Username = g.User.Username
	}
	if slices.Contains(i.Optional, emailClaim) && g.User.EmailConfirmed {
		c.Email = g.User.Email
	}
	return c
}

// scopes are the roles that a role may act in, for gateways that compare scopes and nothing else.
var scopes = map[account.Role]string{
	account.RoleUser:    "user",
	account.RoleSupport: "user support",
	account.RoleAdmin:   "user support admin",
}
