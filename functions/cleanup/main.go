// Command cleanup deletes what has expired and DynamoDB does not delete by itself; it has no route
// and runs on a schedule.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/retention"
	"latchkey/shared/start/boot"
)

func main() {
	process := boot.Start()
	rules := retention.Rules{Keys: boot.Days("KEY_RETENTION_DAYS"), Unconfirmed: boot.Days("UNCONFIRMED_DAYS")}
	if !boot.On("EMAIL_CONFIRMATION") {
		rules.Unconfirmed = 0 // nobody was asked
	}
	h := handler{tables: dynamo.Open(process), rules: rules, pages: 200, now: boot.Now}
	process.Serve(h.serve)
}
