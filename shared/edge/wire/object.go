package wire

import (
	"errors"

	"github.com/go-json-experiment/json/jsontext"

	"latchkey/shared/domain/account"
)

// Object is a member of a request that may be a JSON object, null, or absent; each means something else.
type Object struct {
	Given bool
	Value account.Object // as it was sent; empty for null
}

var errNoObject = errors.New("no object")

// TakesNull lets null through to UnmarshalJSONFrom.
func (*Object) TakesNull() {}

// UnmarshalJSONFrom takes the object as it is: its members are the application's own.
func (o *Object) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	kind := d.PeekKind()
	if kind != jsontext.KindBeginObject && kind != jsontext.KindNull && kind != jsontext.KindInvalid {
		return errNoObject
	}
	text, err := d.ReadValue()
	o.Given = true
	if kind == jsontext.KindBeginObject {
		o.Value = account.Object(text)
	}
	return err
}

// Change is nil where the member is absent.
func (o Object) Change() *account.Object {
	if !o.Given {
		return nil
	}
	return &o.Value
}
