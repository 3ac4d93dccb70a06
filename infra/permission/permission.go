// Package permission compares the calls that functions make to AWS with what their roles allow. A
// role may lack nothing that its function needs, and may have nothing that it does not need.
//
// It owns what IAM checks of a call, and when a statement allows it. It must not know what the
// functions are for.
package permission

// Call is what IAM checks of a call to AWS: one of its actions, on one resource.
type Call struct {
	Key      string // the access key that it was signed with, which names the function
	Action   string // such as dynamodb:GetItem
	Resource string // an ARN, or a word for a resource without one
	From     string // the sender of a mail
}

// value is that of a condition key.
func (c Call) value(key string) (value string, known bool) {
	if key == "ses:FromAddress" && c.From != "" {
		return c.From, true
	}
	return "", false
}

// Finding is a permission that is missing from a role, or too much in it.
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
