package servicekey_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"latchkey/shared/domain/servicekey"
	"latchkey/shared/domain/token"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func TestCheck(t *testing.T) {
	good := servicekey.Order{Name: "billing", Scopes: []servicekey.Scope{servicekey.UsersRead}, ExpiresAt: noon.Add(servicekey.Longest)}
	for name, c := range map[string]struct {
		change func(*servicekey.Order)
		blames string
	}{
		"no name":              {func(o *servicekey.Order) { o.Name = "" }, "name"},
		"a long name":          {func(o *servicekey.Order) { o.Name = strings.Repeat("ä", 61) }, "name"},
		"a line end":           {func(o *servicekey.Order) { o.Name = "a\nb" }, "name"},
		"no scope":             {func(o *servicekey.Order) { o.Scopes = nil }, "scopes"},
		"an unknown scope":     {func(o *servicekey.Order) { o.Scopes = append(o.Scopes, "roles:write") }, "scopes"},
		"two scopes in one":    {func(o *servicekey.Order) { o.Scopes = []servicekey.Scope{"users:read users:register"} }, "scopes"},
		"a scope twice":        {func(o *servicekey.Order) { o.Scopes = append(o.Scopes, o.Scopes[0]) }, "scopes"},
		"no expiry":            {func(o *servicekey.Order) { o.ExpiresAt = time.Time{} }, "expires_at"},
		"an expiry of now":     {func(o *servicekey.Order) { o.ExpiresAt = noon }, "expires_at"},
		"past a year":          {func(o *servicekey.Order) { o.ExpiresAt = noon.Add(servicekey.Longest + time.Second) }, "expires_at"},
		"a year":               {func(*servicekey.Order) {}, ""},
		"every scope":          {func(o *servicekey.Order) { o.Scopes = servicekey.Scopes }, ""},
		"a name of 60 letters": {func(o *servicekey.Order) { o.Name = strings.Repeat("ä", 60) }, ""},
	} {
		o := good
		o.Scopes = append([]servicekey.Scope{}, good.Scopes...)
		c.change(&o)
		reasons := o.Check(noon)
		if (c.blames == "") != (len(reasons) == 0) || c.blames != "" && reasons[0].Name != c.blames {
			t.Errorf("%s: %+v", name, reasons)
		}
	}
}

//
func TestValid(t *testing.T) {
	o := servicekey.Order{Name: "billing", Scopes: servicekey.Scopes, ExpiresAt: noon.Add(time.Hour)}
	k, tok, err := o.Draw(rand.Reader, 7, noon)
	if err != nil || len(k.Each()) != 4 || !strings.HasPrefix(tok.Reveal(), "lkv_") || !strings.HasSuffix(tok.Reveal(), k.Hint) {
		t.Fatalf("%+v, %v", k, err)
	}
	_, other, err := o.Draw(rand.Reader, 7, noon)
	if err != nil {
		t.Fatal(err)
	}
	revoked := k
	revoked.RevokedAt = noon
	for name, c := range map[string]struct {
		key   servicekey.Key
		token token.Token
		after time.Duration
		want  bool
	}{
		"a second before its end": {k, tok, time.Hour - time.Second, true},
		"at its end":              {k, tok, time.Hour, false},
		"after it":                {k, tok, time.Hour + time.Second, false},
		"revoked":                 {revoked, tok, 0, false},
		"another key's token":     {k, other, 0, false},
		"of nothing":              {servicekey.Key{}, tok, 0, false},
	} {
		if got := c.key.Valid(c.token, noon.Add(c.after)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	k.UsedAt = noon
	if k.DueUse(noon.Add(time.Hour-time.Second)) || !k.DueUse(noon.Add(time.Hour)) {
		t.Error("a use is not recorded once an hour")
	}
}
