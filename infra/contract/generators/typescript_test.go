package generators

import (
	"path/filepath"
	"strings"
	"testing"
)

// use reads a refusal by its code, and a sign-in by its result.
const use = `import type { paths } from './contract';

type Responses = paths['/users/login']['post']['responses'];
type Refusal = Responses[403]['content']['application/problem+json'];
type Answer = Responses[200]['content']['application/json'] | Responses[202]['content']['application/json'];

export const confirm = (r: Refusal) => (r.code === 'email_unconfirmed' ? r.challenge?.id : r.detail);
export const next = (a: Answer) => (a.result === 'challenge' ? a.challenge?.id : a.token);
`

// A problem code that is misspelt is an error of the compiler.
func TestOpenAPITypeScript(t *testing.T) {
	made, tools := workshop(t)
	need(t, "npm")
	run(t, tools, "npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", tools, "openapi-typescript@7.13.0", "typescript@5.9.3")
	program := func(name string) string { return filepath.Join(tools, "node_modules", ".bin", name) }
	run(t, made, program("openapi-typescript"), document(t), "-o", "contract.d.ts")
	check := []string{"--noEmit", "--strict", "--target", "es2022", "--module", "es2022", "--moduleResolution", "bundler", "use.ts"}
	write(t, made, "use.ts", use)
	run(t, made, program("tsc"), check...)
	for from, to := range map[string]string{"email_unconfirmed": "email_unconfirmd", "'challenge'": "'chalenge'", "a.token": "a.tokens"} {
		write(t, made, "use.ts", strings.Replace(use, from, to, 1))
		if said, err := try(t.Context(), made, program("tsc"), check...); err == nil || !strings.Contains(said, "use.ts") {
			t.Errorf("%s is no error: %v %s", to, err, said)
		}
	}
}
