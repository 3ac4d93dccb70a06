// Command get-user shows a user to that user, or to an admin.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{users: store, records: store}
	process.Serve(api.Handle(api.Users.ToEnrol().Or(servicekey.UsersRead), boot.Now, h.serve))
}
