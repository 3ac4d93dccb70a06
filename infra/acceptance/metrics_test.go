package acceptance

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	"latchkey/shared/domain/metric"
)

// counts adds up metrics as CloudWatch does, from the lines that have them.
func counts(t *testing.T, lines []map[string]any) map[metric.Name]int {
	t.Helper()
	sums := map[metric.Name]int{}
	for _, line := range lines {
		var told struct {
			Timestamp         int64
			CloudWatchMetrics []struct {
				Namespace  string
				Dimensions [][]string
				Metrics    []struct{ Name, Unit string }
			}
		}
		again, err := json.Marshal(line["_aws"])
		if err == nil {
			err = json.Unmarshal(again, &told)
		}
		if err != nil {
			t.Fatal(err)
		}
		listed := 0
		for _, directive := range told.CloudWatchMetrics {
			if directive.Namespace != "Latchkey/latchkey" || len(directive.Dimensions) != 1 || len(directive.Dimensions[0]) != 0 {
				t.Errorf("%+v", directive)
			}
			for _, m := range directive.Metrics {
				n, ok := line[m.Name].(float64)
				if !ok || m.Unit != "Count" {
					t.Errorf("%+v of %v", m, line)
				}
				sums[metric.Name(m.Name)] += int(n)
				listed++
			}
		}
		for _, name := range metric.Names {
			if _, counted := line[string(name)]; counted {
				listed--
			}
		}
		if listed != 0 || (line["_aws"] != nil) != (len(told.CloudWatchMetrics) == 1) {
			t.Errorf("what is counted and what CloudWatch is told of differ: %v", line)
		}
	}
	return sums
}

// each metric is counted once, in the line of its request, and in no other line.
func TestMetrics(t *testing.T) {
	s := startNew(t)
	expect := func(want int, a answer) answer {
		t.Helper()
		if a.status != want {
			t.Fatalf("%d %s, want %d", a.status, a.body, want)
		}
		return a
	}
	s.account(t, "mary", false)
	s.account(t, "anne", true)
	expect(401, s.post(t, "/users/login", login("mary", "not the password at all")))
	expect(401, s.post(t, "/users/login", login("nobody", password)))
	expect(503, s.post(t, "/users/register", fmt.Sprintf(`{"username":"rose","email":"rose@refused.example","password":%q}`, password)))
	challenge := expect(202, s.post(t, "/users/login", login("anne", password))).text("challenge.id")
	code := s.code(t, "anne@latchkey.example")
	expect(429, s.post(t, "/2fa/resend", fmt.Sprintf(`{"challenge_id":%q}`, challenge)))
	expect(422, s.post(t, "/2fa", reply(challenge, "12")))
	expect(401, s.post(t, "/2fa", reply(challenge, other(code))))

	expect(200, s.post(t, "/2fa", reply(challenge, code)))
	expect(202, s.do(t, "PATCH", "/users/me", `{"phone_number":"+447700900123"}`, "PRIVATE-TOKEN", s.token(t, "mary")))
	boss := s.admin(t)
	expect(207, s.do(t, "POST", "/users/bulk", fmt.Sprintf(`{"users":[{"username":"lucy","email":"lucy@latchkey.example","password":%q},
		{"username":"jane","email":"jane@latchkey.example","password":%q}]}`, password, password), "PRIVATE-TOKEN", boss))
	expect(200, s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", boss))

	lines := s.lines(t)
	want := map[metric.Name]int{
		metric.SignIns:              3, // anne, mary, boss
		metric.SignInFailures:       2,
		metric.Passcodes:            4, // two addresses confirmed, anne and boss signed in
		metric.PasscodeFailures:     1,
		metric.PasscodesSent:        5, // mary and anne twice each, boss
		metric.PasscodesUndelivered: 1,
		metric.TextsSent:            1,
		metric.Limited:              1,
		metric.Failures:             1, // the mail that was not taken
	}
	if got := counts(t, lines); !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	for _, line := range lines {
		quiet := line["route"] == "GET /users/{id}" || line["route"] == "POST /users/bulk" || line["status"] == 422.0
		if quiet && line["_aws"] != nil {
			t.Errorf("nothing was sent or failed: %v", line)
		}
	}
}
