package dynamo

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// Tries at a secret are counted as a set of their ids. A try whose answer was lost and that is
// sent again is in the set already, so it is neither counted nor given back twice.
const (
	tried = "tried"
	room  = "(attribute_not_exists(#tried) OR contains(#tried, :try) OR size(#tried) < :most)"
)

func ids(id ...string) types.AttributeValue { return &types.AttributeValueMemberSS{Value: id} }

// counting takes a try into the set, while there are fewer than most.
func (c change) counting(try string, most int) change {
	c.update += " ADD #tried :ids"
	c.when += " AND " + room
	c.names["#tried"] = tried
	c.values[":ids"], c.values[":try"], c.values[":most"] = ids(try), text(try), number(most)
	return c
}

// counted is how many tries there were.
func (r *reader) counted() int {
	if v := read[*types.AttributeValueMemberSS](r, tried); v != nil {
		return len(v.Value)
	}
	return 0
}
