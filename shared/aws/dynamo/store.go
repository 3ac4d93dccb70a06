// Package dynamo stores everything in DynamoDB: every key, item, condition and write of the
// service is here, and no other package that deploys imports that SDK.
//
// Three rules hold throughout:
//
//   - A condition stands at the write that it guards and names the error that its failure means.
//   - Expiry is checked by every read and every conditional write, because DynamoDB deletes expired
//     items days late.
//   - Reads that decide anything are strongly consistent, and none goes by an index. There are two
//     exceptions: a feature flag, which is cached for seconds anyway, and the room of a limit,
//     which the write that counts checks again.
//
// Sparse indexes find the few among the users: `uncommon` is on staff and disabled users, and
// `unconfirmed` on accounts that wait to be confirmed. Both are written with what they follow
// from. A user who was written without them is in neither index until the role or the status
// changes, and is never removed for want of confirmation.
package dynamo

import (
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"latchkey/shared/start/boot"
)

// Tables are the physical names. A function knows those that it may use.
type Tables struct {
	Users, Claims, Sessions, Passcodes, Throttles string
	RegistrationKeys                              string
	Idempotency                                   string
	FeatureFlags                                  string
	SupportPINs                                   string
	AuditEvents                                   string
	Profiles                                      string
	ServiceKeys                                   string
	AuthorizationCodes                            string
	Factors                                       string
	Devices                                       string
}

// Store reads and writes.
type Store struct {
	client *dynamodb.Client
	tables Tables
}

// attemptTime is how long one try of a call may take. DynamoDB answers in milliseconds; a try
// that hangs leaves time for others before the request ends.
const attemptTime = 1500 * time.Millisecond

// connections are opened ahead: a sign-in makes so many calls at a time. Others make more, such as a
// list of users, which makes 8, and a bulk request; those open the rest when they come to it.
const connections = 3

// Open makes the store of a process.
func Open(p *boot.Process) *Store {
	endpoint := p.Endpoint("dynamodb", "AWS_ENDPOINT_URL_DYNAMODB", connections)
	return New(endpoint, p.Region, p.Credentials, p.Within(attemptTime), Tables{
		Users:     boot.Optional("USERS_TABLE"),
		Claims:    boot.Optional("CLAIMS_TABLE"),
		Sessions:  boot.Optional("SESSIONS_TABLE"),
		Passcodes: boot.Optional("PASSCODES_TABLE"),
		Throttles: boot.Optional("THROTTLES_TABLE"),

		RegistrationKeys: boot.Optional("REGISTRATION_KEYS_TABLE"),
		Idempotency:      boot.Optional("IDEMPOTENCY_TABLE"),
		FeatureFlags:     boot.Optional("FEATURE_FLAGS_TABLE"),
		SupportPINs:      boot.Optional("SUPPORT_PINS_TABLE"),
		AuditEvents:      boot.Optional("AUDIT_EVENTS_TABLE"),
		Profiles:         boot.Optional("PROFILES_TABLE"),
		ServiceKeys:      boot.Optional("SERVICE_KEYS_TABLE"),

		AuthorizationCodes: boot.Optional("AUTHORIZATION_CODES_TABLE"),
		Factors:            boot.Optional("FACTORS_TABLE"),
		Devices:            boot.Optional("DEVICES_TABLE"),
	})
}

// New makes a store that talks to an endpoint. Options change how the client of the SDK does.
func New(endpoint, region string, credentials aws.CredentialsProvider, client *http.Client, tables Tables, options ...func(*dynamodb.Options)) *Store {
	return &Store{tables: tables, client: dynamodb.New(dynamodb.Options{
		BaseEndpoint: &endpoint, Region: region, Credentials: credentials, HTTPClient: client, Retryer: retryer(),
	}, options...)}
}
