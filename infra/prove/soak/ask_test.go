package soak

import (
	"fmt"
	"time"

	"latchkey/infra/testing/running"
)

// answer is what became of one request.
type answer struct {
	running.Answer
	cut bool // nobody knows from the answer whether it was done
}

func (a answer) is(status int) bool { return !a.cut && a.Status == status }

// settling is how long a write may be on its way after its function was killed.
const settling = time.Second

// ask makes one request, from an address that no limit knows.
func (p *person) ask(act, method, path, body string, headers ...string) answer {
	address := fmt.Sprintf("10.%d.%d.%d", p.random.IntN(256), p.random.IntN(256), 1+p.random.IntN(254))
	headers = append(headers, "X-Backend-Secret", backend, "X-Client-Address", address)
	a, err := p.service.Send(p.Context(), method, path, body, headers...)
	out := answer{a, err != nil || a.Status >= 500}
	p.report.count(act, out)
	if out.cut {
		time.Sleep(settling)
	}
	return out
}

// sure asks until there is an answer, which changes nothing that matters.
func (p *person) sure(act, method, path, body string, headers ...string) answer {
	for range 50 {
		if a := p.ask(act, method, path, body, headers...); !a.cut {
			return a
		}
	}
	p.Errorf("%s: %s %s is never answered", p.name, method, path)
	return answer{cut: true}
}

// wrong says what was answered to whom, where it must not be.
func (p *person) wrong(what string, a answer) {
	p.Errorf("%s: %s: %s", p.name, what, a)
}

func bearer(token string) []string { return []string{"Authorization", "Bearer " + token} }

// stepUp makes a request that asks for a code, and makes it again with the code.
func (p *person) stepUp(act, method, path, body, token string) answer {
	first := p.ask(act+", asked", method, path, body, bearer(token)...)
	if !first.is(202) {
		return answer{first.Answer, false} // nothing is done without the code, whatever happened
	}
	code := p.code()
	if code == "" {
		return answer{running.Answer{Status: 429}, false}
	}
	return p.ask(act, method, path, body, append(bearer(token), "Challenge-Id", first.Text("challenge.id"), "Challenge-Code", code)...)
}
