package running

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/local/dynamodb"
)

// Do makes one request, which has to be answered.
func (s Service) Do(t testing.TB, method, path, body string, headers ...string) Answer {
	t.Helper()
	a, err := s.Send(t.Context(), method, path, body, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Post makes one request with a body.
func (s Service) Post(t testing.TB, path, body string, headers ...string) Answer {
	t.Helper()
	return s.Do(t, "POST", path, body, headers...)
}

// Must makes one request, which has to be answered with a status.
func (s Service) Must(t testing.TB, status int, method, path, body string, headers ...string) Answer {
	t.Helper()
	a := s.Do(t, method, path, body, headers...)
	if a.Status != status {
		t.Fatalf("%s %s: %s, want %d", method, path, a, status)
	}
	return a
}

// Address is the one that a user of that name registers with.
func Address(name string) string { return name + "@latchkey.example" }

// Login and Reply are bodies.
func Login(name, password string) string {
	return fmt.Sprintf(`{"username":%q,"password":%q}`, name, password)
}

// Reply gives the code of a challenge.
func Reply(challenge, code string) string {
	return fmt.Sprintf(`{"challenge_id":%q,"code":%q}`, challenge, code)
}

// Register makes an account that waits for its address to be confirmed. With twoFactor, codes are mailed
// at each sign-in.
func (s Service) Register(t testing.TB, name string, twoFactor bool) Answer {
	t.Helper()
	return s.Must(t, 201, "POST", "/users/register", fmt.Sprintf(
		`{"username":%q,"email":%q,"password":%q,"2fa":%t}`, name, Address(name), Password, twoFactor))
}

// User makes an account that can sign in.
func (s Service) User(t testing.TB, name string, twoFactor bool) {
	t.Helper()
	challenge := s.Register(t, name, twoFactor).Text("challenge.id")
	s.Must(t, 200, "POST", "/users/confirm", Reply(challenge, s.Code(t, Address(name))))
}

// Token signs a user in who has no second factor.
func (s Service) Token(t testing.TB, name string) string {
	t.Helper()
	return s.Must(t, 200, "POST", "/users/login", Login(name, Password)).Text("token")
}

// Admin makes the first admin and signs them in.
func (s Service) Admin(t testing.TB, name string) (token string) {
	t.Helper()
	if _, err := s.Invoke(t.Context(), "create-admin", fmt.Appendf(nil,
		`{"username":%q,"email":%q,"password":%q}`, name, Address(name), Password)); err != nil {
		t.Fatal(err)
	}
	challenge := s.Must(t, 202, "POST", "/users/login", Login(name, Password)).Text("challenge.id")
	return s.Must(t, 200, "POST", "/2fa", Reply(challenge, s.Code(t, Address(name)))).Text("token")
}

var digits = regexp.MustCompile(`^[0-9]{6}`)

// Code is that of the newest message to somebody.
func (s Service) Code(t testing.TB, to string) string {
	t.Helper()
	for _, m := range s.Outbox.Messages(to) { // a notice may be newer
		if code := digits.FindString(m.Text); code != "" {
			return code
		}
	}
	t.Fatalf("no code was sent to %s", to)
	return ""
}

// Items are all items of a table, by its logical id.
func (s Service) Items(t testing.TB, logicalID string) (items []map[string]types.AttributeValue) {
	t.Helper()
	pages := sdk.NewScanPaginator(dynamodb.Client(s.DynamoDBEndpoint), &sdk.ScanInput{TableName: aws.String(s.Table(t, logicalID)), ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, page.Items...)
	}
	return items
}

// Table is the name of a table.
func (s Service) Table(t testing.TB, logicalID string) string {
	t.Helper()
	for _, table := range s.Tables {
		if table.LogicalID == logicalID {
			return table.Name
		}
	}
	t.Fatalf("the template has no %s", logicalID)
	return ""
}
