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

// export is what Auth0 exports, with its names of members.
const export = `
{"_id":{"$oid":"5dea9f9c82dd7c0e76e4ec93"},"email_verified":false,"email":"mary@latchkey.example","passwordHash":"HASH","tenant":"t","connection":"Username-Password-Authentication","_tmp_is_unique":true}
{"_id":{"$oid":"5dea9f9c82dd7c0e76e4ec94"},"username":"anne","passwordHash":"HASH","identifiers":[{"type":"username","value":"anne"},{"type":"email","value":"anne@latchkey.example","verified":true}]}
{"_id":{"$oid":"5dea9f9c82dd7c0e76e4ec95"},"email":"nobody@latchkey.example","connection":"google-oauth2"}
`

// The page on the import from Auth0 makes requests that this route accepts.
func TestThePageOnAuth0(t *testing.T) {
	jq, err := exec.LookPath("jq")
	if err != nil {
		t.Skip("jq is not installed, so the example of docs/import-auth0.md is not run.")
	}
	page, err := os.ReadFile("../../docs/import-auth0.md")
	if err != nil {
		t.Fatal(err)
	}
	program := regexp.MustCompile(`(?s)jq -c -n '(.*?)' export.json`).FindSubmatch(page)
	if program == nil {
		t.Fatal("the page has no program of jq")
	}
	run := exec.CommandContext(t.Context(), jq, "-c", "-n", string(program[1])) // #nosec G204 -- from the page
	run.Stdin = strings.NewReader(strings.ReplaceAll(export, "HASH", imported))
	requests, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	w, h := setUp(t, false)
	results := post(t, h, "", string(requests)).Results(t)
	if len(results) != 2 || results[0].Status != 201 || results[1].Status != 201 || results[1].User.Username != "anne" {
		t.Fatalf("%s gives %+v", requests, results)
	}
	u, err := w.Store.User(t.Context(), account.ID(results[0].User.ID))
	if err != nil || u.Username != "auth0-5dea9f9c82dd7c0e76e4ec93" || u.Email != "mary@latchkey.example" {
		t.Errorf("%+v %v", u, err)
	}
	if ok, _, err := w.Hasher.Verify(u.PasswordHash, world.Password); !ok || err != nil {
		t.Errorf("the password does not fit: %v", err)
	}
}
