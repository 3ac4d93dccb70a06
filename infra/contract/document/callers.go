package document

import "strings"

// Callers says in words who may call: anyone, any user, the user whom the path names, support, admins,
// services by a key.
func Callers(who []string) string {
	words := map[string]string{"anyone": "anyone", "user": "users", "self": "the user", "support": "support", "admin": "admins", "service": "service keys"}
	all := make([]string, len(who))
	for i, w := range who {
		all[i] = words[w]
	}
	return strings.Join(all, ", ")
}
