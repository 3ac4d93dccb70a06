package wire

import "github.com/go-json-experiment/json/jsontext"

// Credential is what a browser says of a passkey. It is an object of the standard's, which may get more
// members: its parts are checked where the passkey is verified.
type Credential jsontext.Value

// UnmarshalJSONFrom takes the object as it is.
func (c *Credential) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if kind := d.PeekKind(); kind != jsontext.KindBeginObject && kind != jsontext.KindInvalid {
		return errNoObject
	}
	text, err := d.ReadValue()
	*c = Credential(text.Clone())
	return err
}
