package acceptance

import (
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// jwtAuthorizer is one of API Gateway's own, as SAM has it. A reference is read as the name that it refers to.
type jwtAuthorizer struct {
	IdentitySource string `yaml:"IdentitySource"`
	JWT            struct {
		Issuer   string   `yaml:"issuer"`
		Audience []string `yaml:"audience"`
	} `yaml:"JwtConfiguration"`
}

// The example whose gateway verifies tokens keeps to what API Gateway documents of JWT authorizers: RSA, a kid that
// is in the keys, the issuer to the letter, one of the audiences, the times, and one of a route's scopes.
func TestGatewaysCanVerifyAccessTokens(t *testing.T) {
	source, err := os.ReadFile(root + "/infra/example/jwt.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Parameters struct {
			Audience struct {
				Default string `yaml:"Default"`
			} `yaml:"Audience"`
		} `yaml:"Parameters"`
		Resources struct {
			API struct {
				Properties struct {
					Auth struct {
						Authorizers map[string]jwtAuthorizer `yaml:"Authorizers"`
					} `yaml:"Auth"`
				} `yaml:"Properties"`
			} `yaml:"Api"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(source, &read); err != nil {
		t.Fatal(err)
	}
	a, found := read.Resources.API.Properties.Auth.Authorizers["Latchkey"]
	if !found || a.IdentitySource != "$request.header.Authorization" || a.JWT.Issuer != "Issuer" || !slices.Equal(a.JWT.Audience, []string{"Audience"}) {
		t.Errorf("%+v", a)
	}

	s := startNew(t, "AccessTokenAudiences="+read.Parameters.Audience.Default)
	s.account(t, "mary", false)
	v := s.verifierOf(t) // which holds discovery to the issuer and its keys
	good := s.accessToken(t, s.token(t, "mary"), "")
	if _, known := v.keys.LookupKeyID(kid(t, good)); !known {
		t.Error("the kid is not in the keys")
	}
	token, err := v.verify(good, s.issuer(), read.Parameters.Audience.Default)
	if err != nil {
		t.Fatal(err)
	}
	if scope := claim[string](t, token, "scope"); slices.Contains(strings.Fields(scope), "support") {
		t.Errorf("a user has the scope of staff: %s", scope)
	}
}
