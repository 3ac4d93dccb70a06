package cost

// Budget is the most that a request may take.
type Budget struct {
	Rounds        int
	Reads, Writes float64
	Hashes        int64
}

// Budgets are those of the functions, by name: what the dearest of their answers takes in the tests of faults. What
// a request takes beyond that is not noticed by a user, but paid for by every operator.
var Budgets = map[string]Budget{
	// round trips, read units, write units, hashes
	"add-factor":                {4, 2, 9, 0},
	"allow-reset":               {3, 3, 4, 0},
	"authorizer":                {2, 2, 1, 0}, // the second records that a session is used, once in a quarter of the idle time
	"bulk-delete":               {8, 3, 31, 0},
	"bulk-register":             {5, 4.5, 33, 0},
	"bulk-update":               {4, 2, 21, 0},
	"cancel-registration":       {2, 1, 16, 0},
	"change-password":           {4, 1, 8, 2},
	"confirm-email":             {3, 1, 13, 0},
	"confirm-factor":            {3, 2, 10, 0},
	"create-support-pin":        {2, 1, 4, 0},
	"delete-user":               {4, 3, 23, 0},
	"export-user":               {3, 5, 1, 0},
	"forget-device":             {3, 2, 4, 0},
	"gateway-authorizer":        {1, 2, 0, 0},
	"get-support-pin":           {2, 2, 0, 0},
	"get-user":                  {2, 2, 1, 0},
	"get-user-support-pin":      {3, 2, 1, 0},
	"issue-authorization-code":  {2, 2, 2, 0},
	"issue-registration-keys":   {4, 0, 6, 0},
	"issue-service-key":         {3, 0, 6, 0},
	"list-audit-events":         {2, 2, 0, 0},
	"list-devices":              {3, 2, 1, 0},
	"list-factors":              {2, 2, 1, 0},
	"list-feature-flags":        {1, 0, 0, 0},
	"list-registration-keys":    {1, 1, 0, 0},
	"list-service-keys":         {1, 1, 0, 0},
	"list-sessions":             {3, 2, 1, 0},
	"list-users":                {2, 1.5, 0, 0},
	"login":                     {4, 4, 11, 1},
	"logout":                    {1, 0, 4, 0},
	"password-reset":            {4, 2, 5, 0},
	"password-reset-confirm":    {3, 1, 7, 2},
	"redeem-authorization-code": {2, 1, 9, 0},
	"register":                  {4, 3.5, 22, 1},
	"remove-factor":             {4, 4, 13, 0},
	"renew-recovery-codes":      {4, 4, 13, 0},
	"reset-factors":             {4, 3, 4, 0},
	"reset-password":            {4, 3, 6, 2},
	"revoke-registration-keys":  {1, 0, 4, 0},
	"revoke-service-key":        {1, 0, 4, 0},
	"revoke-session":            {2, 1, 4, 0},
	"revoke-support-pin":        {2, 1, 4, 0},
	"set-feature-flag":          {1, 0, 4, 0},
	"token":                     {1, 2, 1, 0},
	"two-factor":                {3, 1, 11, 0},
	"two-factor-resend":         {4, 2, 9, 0},
	"update-user":               {4, 3, 17, 0},
	"verify-passkey":            {5, 4, 10, 0},
	"verify-support-pin":        {4, 1, 4, 0},
	"withdraw-reset":            {3, 3, 4, 0},
}

// Elsewhere are functions without a budget here, and why.
var Elsewhere = map[string]string{
	"begin-passkey": "nothing is stored",
	"cleanup":       "no route; grows with what is to be removed",
	"create-admin":  "no route",
	"discovery":     "nothing is stored",
	"health":        "nothing is stored",
	"mail-feedback": "no route",
	"openapi":       "nothing is stored",
	"pages":         "nothing is stored",
	"recover-admin": "no route",
}
