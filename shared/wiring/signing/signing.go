// Package signing puts together what issues access tokens and what tells how to verify them. It is
// apart from package setup, because no other function must link the client of KMS.
package signing

import (
	"strings"

	"latchkey/shared/aws/kms"
	"latchkey/shared/domain/accesstoken"
	"latchkey/shared/start/boot"
)

// Issuer issues the access tokens of a deployment.
func Issuer(p *boot.Process) accesstoken.Issuer {
	return accesstoken.Issuer{
		URL:       boot.String("PUBLIC_URL"),
		Audiences: strings.Split(boot.String("ACCESS_TOKEN_AUDIENCES"), ","),
		Optional:  strings.FieldsFunc(boot.Optional("ACCESS_TOKEN_CLAIMS"), func(r rune) bool { return r == ',' }),
		Keys:      &accesstoken.Keys{Names: strings.Split(boot.String("SIGNING_KEYS"), ","), Signer: kms.Open(p)},
	}
}
