package acceptance

import (
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"sync"

	"latchkey/infra/local/stack"
	"latchkey/infra/permission"
	"latchkey/infra/template"
)

// witness notes what the functions ask of AWS in all of these tests. The parts that stand in
// for AWS let everybody do everything: without it, a missing permission would show on the day
// of deployment, and one too many when it is abused.
var witness = &permission.Witness{Account: "123456789012", Table: judged}

const tables = "latchkey-"

// judged takes the prefix of a test's own tables away.
func judged(table string) string {
	_, name, _ := strings.Cut(strings.TrimPrefix(table, "test-"), "-")
	return tables + name
}

// watched is an endpoint before that of DynamoDB, the same for all tests.
func watched(dynamodb string) string {
	begin, _ := proxies.LoadOrStore(dynamodb, sync.OnceValue(func() string {
		target, err := url.Parse(dynamodb)
		if err != nil {
			return dynamodb
		}
		return httptest.NewServer(witness.Before(httputil.NewSingleHostReverseProxy(target))).URL
	}))
	return begin.(func() string)()
}

var proxies sync.Map

// leastPrivilege gives the permissions that are missing or unused. Where there are none, it
// tries whether it would have found them.
func leastPrivilege() []string {
	service, err := template.Load(filepath.Join(root, "template.yaml"), template.Options{
		Assumed: stack.Assumed(""), TablePrefix: tables,
	})
	if err != nil {
		return []string{err.Error()}
	}
	calls := witness.Calls()
	if len(calls) == 0 {
		return []string{"no function asked anything of AWS: nothing can be said of any permission"}
	}
	var faults []string
	for _, f := range permission.Judge(service, calls) {
		faults = append(faults, f.String())
	}
	if len(faults) == 0 {
		faults = permission.Overlooked(service, calls)
	}
	return faults
}
