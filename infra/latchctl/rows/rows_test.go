package rows

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	latchkey "latchkey/clients/go"
	"latchkey/shared/domain/password"
)

const (
	secret = "velvet tractor orbit moss"
	hash   = "$2b$12$3euPcmQFCiblsZeEu5s7p.9OVHgeHWFDk9nhMqZ0m/3pd/lhwZgES"
	long   = "email,password\n" // a header that most files here share
)

var policy = password.Policy{MinLength: 15}

func open(t *testing.T, name, text string) *File {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path, Auto)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// Every line that the service would refuse is told, and what is wrong with it.
func TestBadFiles(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"nothing":                {"a.csv", "", "1 required"},
		"a header alone":         {"a.csv", long, "1 required"},
		"no lines of JSON":       {"a.jsonl", "\n\n", "1 required"},
		"an unknown column":      {"a.csv", "email,role\na@b.example,admin\n", "1 role unknown_member"},
		"columns that are data":  {"a.csv", "mary,mary@example.com\n", "1 mary unknown_member"},
		"a column twice":         {"a.csv", "email,email\na@b.example,c@b.example\n", "1 email duplicate_member"},
		"no address":             {"a.csv", "username,password\nmary," + secret + "\n", "1 email required"},
		"profile in two ways":    {"a.csv", "email,profile,profile.a\n", "1 profile duplicate_member"},
		"too few fields":         {"a.csv", long + "a@b.example\nc@d.example," + secret + "\n", "2 wrong_count"},
		"too many fields":        {"a.csv", long + "a@b.example," + secret + ",\n", "2 wrong_count"},
		"a lone quote":           {"a.csv", long + "a@b.example,vel\"vet\nc@d.example\n", "2 wrong_quotes"},
		"a quote without end":    {"a.csv", long + "a@b.example,\"velvet\nc@d.example,x\n", "2 wrong_quotes"},
		"Latin-1":                {"a.csv", long + "a@b.example,velvet tractor m\xfcnster\n", "2 password not_utf8"},
		"Latin-1 in the header":  {"a.csv", "email,m\xfcnster\n", "1 not_utf8"},
		"UTF-16":                 {"a.csv", "\xff\xfee\x00m\x00a\x00i\x00l\x00\n\x00", "1 not_utf8"},
		"no boolean":             {"a.csv", "email,notify\na@b.example,yes\n", "2 notify wrong_type"},
		"no JSON":                {"a.csv", "email,notify,profile\na@b.example,true,{a}\n", "2 profile wrong_type"},
		"a list for an object":   {"a.csv", "email,notify,profile\na@b.example,true,[]\n", "2 profile wrong_type"},
		"no address in a row":    {"a.csv", long + "," + secret + "\n", "2 email required"},
		"no password, no mail":   {"a.csv", long + "a@b.example,\n", "2 password required"},
		"a short password":       {"a.csv", long + "a@b.example,short\n", "2 password password_too_short"},
		"a common password":      {"a.csv", long + "a@b.example,passwordpassword\n", "2 password password_common"},
		"password and hash":      {"a.csv", "email,password,password_hash\na@b.example," + secret + "," + hash + "\n", "2 password_hash password_or_hash"},
		"an unknown hash":        {"a.csv", "email,password_hash\na@b.example,hunter2\n", "2 password_hash password_hash_unsupported"},
		"a number of no country": {"a.csv", "email,notify,phone_number\na@b.example,true,+9991234567\n", "2 phone_number invalid_phone_number"},
		"no language":            {"a.csv", "email,notify,language\na@b.example,true,english\n", "2 language invalid_language"},
		"a reserved name":        {"a.csv", "email,notify,username\na@b.example,true,root\n", "2 username username_taken"},
		"a name of digits":       {"a.csv", "email,notify,username\na@b.example,true,12345\n", "2 username invalid_username"},
		"method without 2fa":     {"a.csv", "email,notify,2fa_method\na@b.example,true,email\n", "2 2fa_method 2fa_off"},
		"an address twice":       {"a.csv", long + "a@b.example," + secret + "\nA@B.example," + secret + "\n", "3 email duplicate_item"},
		"a number twice":         {"a.csv", "email,notify,phone_number\na@b.example,true,+4407700900123\nc@b.example,true,+447700900123\n", "3 phone_number duplicate_item"},
		"several reasons":        {"a.csv", "email,username\nnone,a b\n", "2 username invalid_username, 2 email invalid_email, 2 password required"},
		"lines in quotes":        {"a.csv", "email,notify,profile.a\na@b.example,true,\"x\ny\"\nnone,true,\n", "4 email invalid_email"},
		"a list":                 {"a.jsonl", "[]\n", "1 wrong_type"},
		"half an object":         {"a.jsonl", "{\"email\":\n", "1 malformed_json"},
		"a member twice":         {"a.jsonl", `{"email":"a@b.example","email":"c@b.example"}`, "1 email duplicate_member"},
		"an unknown member":      {"a.jsonl", `{"email":"a@b.example","notify":true,"role":"admin"}`, "1 role unknown_member"},
		"a text for a boolean":   {"a.jsonl", `{"email":"a@b.example","notify":"true"}`, "1 notify wrong_type"},
		"two objects on a line":  {"a.jsonl", `{"email":"a@b.example","notify":true}{}`, "1 malformed_json"},
		"JSON in Latin-1":        {"a.jsonl", "\n{\"email\":\"m\xfc@b.example\"}\n", "2 not_utf8"},
		"a line without end":     {"a.jsonl", `{"email":"` + strings.Repeat("x", 300<<10) + "\"}\n", "1 line_too_long"},
		"large metadata":         {"a.jsonl", `{"email":"a@b.example","notify":true,"metadata":{"a":"` + strings.Repeat("x", 5000) + "\"}}\n", "1 metadata metadata_too_large"},
		"a name twice":           {"a.jsonl", `{"username":"mary","email":"a@b.example","notify":true}` + "\n" + `{"username":"MARY","email":"c@b.example","notify":true}`, "2 username duplicate_item"},
	} {
		report, err := open(t, c.file, c.text).Check(policy)
		var got []string
		for _, r := range report.Reasons {
			got = append(got, strings.Join(strings.Fields(fmt.Sprint(r.Line, " ", r.Field, " ", r.Code)), " "))
			if r.Detail == "" || strings.Contains(r.Error(), "velvet") {
				t.Errorf("%s: %s", name, r.Error())
			}
		}
		if strings.Join(got, ", ") != c.want || err != nil || report.Refused != len(got) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestFilesThatCannotBeOpened(t *testing.T) {
	for _, path := range []string{filepath.Join(t.TempDir(), "none.csv"), t.TempDir(), "/dev/null"} {
		if f, err := Open(path, Auto); err == nil || f != nil {
			t.Errorf("%s: %v", path, f)
		}
	}
}

// What spreadsheets and databases write is read alike.
func TestFormats(t *testing.T) {
	want := []Row{
		{2, latchkey.NewUser{Username: "mary", Email: "mary@example.com", PasswordHash: hash, EmailConfirmed: true, Profile: map[string]any{"name": "Mary; \"M\""}}},
		{3, latchkey.NewUser{Email: "anne@example.com", Notify: true, Language: "de", Metadata: map[string]any{"n": 1.5}}},
	}
	for name, c := range map[string]struct{ file, text string }{
		"commas": {"a.csv", "username,email,password_hash,email_confirmed,notify,language,profile.name,metadata\n" +
			"mary,mary@example.com," + hash + ",true,,,\"Mary; \"\"M\"\"\",\n,anne@example.com,,FALSE,TRUE,de,,\"{\"\"n\"\": 1.5}\"\n"},
		"tabs": {"a.tsv", "username\temail\tpassword_hash\temail_confirmed\tnotify\tlanguage\tprofile.name\tmetadata\n" +
			"mary\tmary@example.com\t" + hash + "\ttrue\t\t\t\"Mary; \"\"M\"\"\"\t\n\tanne@example.com\t\tFALSE\tTRUE\tde\t\t\"{\"\"n\"\": 1.5}\"\n"},
		"semicolons, CRLF and a byte order mark": {"a.txt", "\ufeffusername;email;password_hash;email_confirmed;notify;language;profile;metadata.n\r\n" +
			"mary;mary@example.com;" + hash + ";true;;;\"{\"\"name\"\":\"\"Mary; \\\"\"M\\\"\"\"\"}\";\r\n;anne@example.com;;;true;de;;1.5\r\n"},
		"JSON lines": {"a.jsonl", "\ufeff\r\n" + `{"username":"mary","email":"mary@example.com","password_hash":"` + hash + `","email_confirmed":true,"profile":{"name":"Mary; \"M\""}}` +
			"\r\n" + `{"email":"anne@example.com","notify":true,"language":"de","metadata":{"n":1.5}}`},
		"JSON lines by their beginning": {"a", ` {"username":"mary","email":"mary@example.com","password_hash":"` + hash + `","email_confirmed":true,"profile":{"name":"Mary; \"M\""}}` +
			"\n" + `{"email":"anne@example.com","notify":true,"language":"de","metadata":{"n":1.5}}`},
	} {
		f := open(t, c.file, c.text)
		if report, err := f.Check(policy); err != nil || report.Refused != 0 || report.Rows != 2 {
			t.Errorf("%s: %+v %v", name, report, err)
		}
		n := 0
		for row, err := range f.Rows() {
			if err != nil || n == len(want) {
				t.Fatal(name, row, err)
			}
			expected := want[n].User
			if strings.HasPrefix(name, "semicolons") && n == 1 {
				expected.Metadata = map[string]any{"n": "1.5"} // a column of a member is text
			}
			if !reflect.DeepEqual(row.User, expected) {
				t.Errorf("%s: %+v", name, row)
			}
			n++
		}
		if n != len(want) {
			t.Errorf("%s: %d rows", name, n)
		}
	}
}

func TestDigest(t *testing.T) {
	one, same, other := open(t, "a.csv", "x"), open(t, "b.csv", "x"), open(t, "c.csv", "y")
	a, errA := one.Digest()
	b, errB := same.Digest()
	c, errC := other.Digest()
	if a != b || a == c || errors.Join(errA, errB, errC) != nil {
		t.Errorf("%s %s %s", a, b, c)
	}
}

// Many bad lines are counted, and the first of them are told.
func TestManyBadLines(t *testing.T) {
	report, err := open(t, "a.csv", long+strings.Repeat("none,short\n", 1000)).Check(policy)
	if err != nil || report.Rows != 1000 || len(report.Reasons) != Most || report.Refused < 2000 {
		t.Errorf("%d rows, %d of %d reasons, %v", report.Rows, len(report.Reasons), report.Refused, err)
	}
}

// The members of a row are those of the contract, and each is a column.
func TestMembers(t *testing.T) {
	names := func(of any) (all []string) {
		for _, field := range reflect.VisibleFields(reflect.TypeOf(of)) {
			if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" {
				all = append(all, name)
			}
		}
		slices.Sort(all)
		return all
	}
	read, sent := names(item{}), names(latchkey.NewUser{})
	if !slices.Equal(read, sent) || !slices.Equal(sent, slices.Sorted(maps.Keys(columns))) {
		t.Errorf("read %v, sent %v", read, sent)
	}
}
