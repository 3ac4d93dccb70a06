package permission

import (
	"encoding/json"
	"net/http"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
)

// phoneNumber stands for every number that a text goes to: a phone number has no ARN.
const phoneNumber = "a phone number"

// unread stands for the resource of a request that is not understood here. No role allows it.
const unread = "something unknown"

// request is a signed request to AWS.
type request struct {
	*http.Request
	body                 []byte
	key, region, service string
}

var signature = regexp.MustCompile(`Credential=([^/]+)/[0-9]+/([^/]+)/([^/]+)/aws4_request`)

// signed reads the signature. A request without one only opens a connection.
func signed(r *http.Request, body []byte) (request, bool) {
	found := signature.FindStringSubmatch(r.Header.Get("Authorization"))
	if found == nil {
		return request{}, false
	}
	return request{r, body, found[1], found[2], found[3]}, true
}

// calls are what IAM checks of the request.
func (rec *Recorder) calls(r request) []Call {
	var all []Call
	switch r.service {
	case "dynamodb":
		all = rec.dynamodb(r)
	case "secretsmanager":
		all = secret(r)
	case "ses":
		all = rec.mail(r)
	case "kms":
		all = key(r)
	case "sns":
		all = text(r)
	}
	if len(all) == 0 {
		all = []Call{{Action: r.service + ":" + r.operation(), Resource: unread}}
	}
	for i := range all {
		all[i].Key = r.key
	}
	return all
}

// operation is in a header in most protocols, and is method and path in the others.
func (r request) operation() string {
	if _, operation, found := strings.Cut(r.Header.Get("X-Amz-Target"), "."); found {
		return operation
	}
	return r.Method + " " + r.URL.Path
}

// dynamodb gives a call for each table, or for each item of a transaction. Where an index is read,
// IAM checks the index alone.
func (rec *Recorder) dynamodb(r request) (all []Call) {
	var in struct {
		TableName, IndexName string
		RequestItems         map[string]json.RawMessage
		TransactItems        []map[string]struct{ TableName string }
	}
	if json.Unmarshal(r.body, &in) != nil {
		return nil
	}
	add := func(operation, table, rest string) {
		arn := rec.arn(r, "table/"+rec.Table(table)+rest)
		all = append(all, Call{Action: "dynamodb:" + operation, Resource: arn})
	}
	for _, item := range in.TransactItems {
		for kind, of := range item {
			add(kind+"Item", of.TableName, "") // Put is PutItem, ConditionCheck is ConditionCheckItem
		}
	}
	for table := range in.RequestItems {
		add(r.operation(), table, "")
	}
	switch {
	case in.IndexName != "":
		add(r.operation(), in.TableName, "/index/"+in.IndexName)
	case in.TableName != "":
		add(r.operation(), in.TableName, "")
	}
	return all
}

func secret(r request) []Call {
	var in struct{ SecretId string }
	if json.Unmarshal(r.body, &in) != nil || in.SecretId == "" {
		return nil
	}
	return []Call{{Action: "secretsmanager:" + r.operation(), Resource: in.SecretId}}
}

func key(r request) []Call {
	var in struct{ KeyId string }
	if json.Unmarshal(r.body, &in) != nil || in.KeyId == "" {
		return nil
	}
	return []Call{{Action: "kms:" + r.operation(), Resource: in.KeyId}}
}

// mail gives a call for the sender's identity and one for the configuration set. IAM checks the
// latter even where the request names none, because the identity may have a default.
func (rec *Recorder) mail(r request) []Call {
	in := struct{ FromEmailAddress, ConfigurationSetName string }{ConfigurationSetName: "of-the-identity"}
	if r.Method != http.MethodPost || r.URL.Path != "/v2/email/outbound-emails" || json.Unmarshal(r.body, &in) != nil {
		return nil
	}
	from, err := mail.ParseAddress(in.FromEmailAddress)
	if err != nil {
		return nil
	}
	var all []Call
	for _, name := range []string{"identity/" + from.Address, "configuration-set/" + in.ConfigurationSetName} {
		all = append(all, Call{Action: "ses:SendEmail", Resource: rec.arn(r, name), From: from.Address})
	}
	return all
}

func text(r request) []Call {
	in, err := url.ParseQuery(string(r.body))
	if err != nil {
		return nil
	}
	switch {
	case in.Get("PhoneNumber") != "":
		return []Call{{Action: "sns:" + in.Get("Action"), Resource: phoneNumber}}
	case in.Get("TopicArn") != "":
		return []Call{{Action: "sns:" + in.Get("Action"), Resource: in.Get("TopicArn")}}
	}
	return nil
}

func (rec *Recorder) arn(r request, name string) string {
	return strings.Join([]string{"arn", "aws", r.service, r.region, rec.Account, name}, ":")
}
