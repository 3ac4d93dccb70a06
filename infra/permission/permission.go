// Package permission holds what functions ask of AWS against what their roles allow. Nothing
// that they ask may be missing from a role, and nothing may be in it that they do not need.
//
// It owns what IAM is asked about a call, and when a statement allows it. It must not know what
// the functions are for: which calls they make is what it is told.
package permission

// Call is what IAM is asked about a call to AWS: one of the actions that it takes, and on what.
type Call struct {
	Key      string // the access key that it was signed with, which says whose call it is
	Action   string // such as dynamodb:GetItem
	Resource string // an ARN, or a word for what has none
	From     string // the sender of a mail
}

// value is that of a condition key.
func (c Call) value(key string) (value string, known bool) {
	if key == "ses:FromAddress" && c.From != "" {
		return c.From, true
	}
	return "", false
}

// Finding is a permission that is not as it should be.
type Finding struct {
	Function, Action, Resource string
	Fault                      Fault
}

// Fault is what is wrong with a permission.
type Fault string

// The faults.
const (
	Missing Fault = "is missing"
	Unused  Fault = "is unused"
	Broad   Fault = "allows more than can be used"
)

func (f Finding) String() string {
	return f.Function + ": " + f.Action + " on " + f.Resource + " " + string(f.Fault)
}
