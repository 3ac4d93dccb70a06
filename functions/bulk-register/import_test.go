package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// What the two export, with their names of members.
const (
	auth0 = `
{"_id":{"$oid":"5dea9f9c82dd7c0e76e4ec93"},"email_verified":true,"email":"mary@latchkey.example","passwordHash":"HASH","tenant":"t","connection":"Username-Password-Authentication","_tmp_is_unique":true}
{"_id":{"$oid":"5dea9f9c82dd7c0e76e4ec94"},"username":"anne","passwordHash":"HASH","identifiers":[{"type":"username","value":"anne"},{"type":"email","value":"anne@latchkey.example","verified":false}]}
{"_id":{"$oid":"5dea9f9c82dd7c0e76e4ec95"},"email":"nobody@latchkey.example","connection":"google-oauth2"}
`
	cognito = `{"Users":[
{"Username":"22704aa3-fc10-479a-97eb-2af5806bd327","Enabled":true,"UserStatus":"CONFIRMED","Attributes":[{"Name":"sub","Value":"22704aa3-fc10-479a-97eb-2af5806bd327"},{"Name":"email_verified","Value":"true"},{"Name":"email","Value":"mary@latchkey.example"}]},
{"Username":"anne","Enabled":false,"UserStatus":"CONFIRMED","Attributes":[{"Name":"sub","Value":"1"},{"Name":"email","Value":"anne@latchkey.example"}]},
{"Username":"google_1","Enabled":true,"UserStatus":"EXTERNAL_PROVIDER","Attributes":[{"Name":"sub","Value":"2"},{"Name":"email","Value":"rose@latchkey.example"}]}]}`
)

// requests are what the example of a page makes of an export.
func requests(t *testing.T, page, export string) string {
	t.Helper()
	jq, err := exec.LookPath("jq")
	if err != nil {
		t.Skip("jq is not installed; with `apt-get install jq`, the example of " + page + " is run")
	}
	text, err := os.ReadFile("../../docs/" + page) // #nosec G304 -- one of two pages
	if err != nil {
		t.Fatal(err)
	}
	program := regexp.MustCompile(`(?s)jq (-c|-c -n) '(.*?)' export.json`).FindStringSubmatch(string(text))
	if program == nil {
		t.Fatal("the page has no program of jq")
	}
	run := exec.CommandContext(t.Context(), jq, append(strings.Fields(program[1]), program[2])...) // #nosec G204 -- from the page
	run.Stdin = strings.NewReader(strings.ReplaceAll(export, "HASH", imported))
	out, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// The page on the import from Auth0 makes requests that this route accepts.
func TestThePageOnAuth0(t *testing.T) {
	w, h := setUp(t, true)
	results := post(t, h, "", requests(t, "import-auth0.md", auth0)).Results(t)
	if len(results) != 2 || results[0].Status != 201 || results[1].Status != 201 || results[1].User.Username != "anne" {
		t.Fatalf("%+v", results)
	}
	for i, confirmed := range []bool{true, false} {
		u, err := w.Store.User(t.Context(), account.ID(results[i].User.ID))
		if err != nil || u.EmailConfirmed != confirmed || u.Email != []string{"mary", "anne"}[i]+"@latchkey.example" {
			t.Errorf("%+v %v", u, err)
		}
		if ok, _, err := w.Hasher.Verify(u.PasswordHash, world.Password); !ok || err != nil {
			t.Errorf("the password does not fit: %v", err)
		}
	}
	if n := w.Outbox.Delivered(); n != 0 {
		t.Errorf("%d mails", n)
	}
}

// The page on the import from Cognito makes requests that invite those who are enabled and had a
// password there.
func TestThePageOnCognito(t *testing.T) {
	w, h := setUp(t, true)
	results := post(t, h, "", requests(t, "import-cognito.md", cognito)).Results(t)
	if len(results) != 1 || results[0].Status != 201 || results[0].User.Email != "mary@latchkey.example" {
		t.Fatalf("%+v", results)
	}
	if mails := w.Outbox.Messages("mary@latchkey.example"); len(mails) != 1 || w.Outbox.Delivered() != 1 {
		t.Errorf("%+v", mails)
	}
}
