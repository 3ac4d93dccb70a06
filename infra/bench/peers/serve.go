package main

import (
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations" // makes the collection of users
)

// serve is PocketBase with a folder of its own, until it is stopped.
func serve(folder, address, hash string) error {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: folder})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.InstallerFunc = nil // opens a browser
		if hash == withArgon2id {
			if err := storeArgon2id(app); err != nil {
				return err
			}
		}
		return e.Next()
	})
	return apis.Serve(app, apis.ServeConfig{HttpAddr: address})
}

const (
	collection = "users"
	field      = "argon2id"
)

// storeArgon2id hashes passwords by argon2id, which PocketBase's own field cannot: a hidden text has
// the hash. The field still makes its bcrypt of a new password, here at the least cost, about a
// millisecond; a sign-in computes none.
func storeArgon2id(app core.App) error {
	users, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		return err
	}
	users.Fields.Add(&core.TextField{Name: field, Hidden: true})
	users.Fields.GetByName(core.FieldNamePassword).(*core.PasswordField).Cost = 4
	if err := app.Save(users); err != nil {
		return err
	}
	app.OnRecordCreate(collection).BindFunc(func(e *core.RecordEvent) error {
		if given, ok := e.Record.GetRaw(core.FieldNamePassword).(*core.PasswordFieldValue); ok && given.Plain != "" {
			e.Record.Set(field, argon2idText(given.Plain))
		}
		return e.Next()
	})
	app.OnRecordAuthWithPasswordRequest(collection).BindFunc(func(e *core.RecordAuthWithPasswordRequestEvent) error {
		if e.Record == nil || !argon2idMatches(e.Record.GetString(field), e.Password) {
			return e.BadRequestError("Failed to authenticate.", nil)
		}
		return apis.RecordAuthResponse(e.RequestEvent, e.Record, core.MFAMethodPassword, nil)
	})
	return nil
}
