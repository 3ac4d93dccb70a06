package bulk

import (
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"latchkey/shared/domain/fault"
	"latchkey/shared/edge/api"
)

const maxItems = 100

// Item is one item of a request as its client sent it. One that cannot be read is refused on its own;
// the others are not affected.
type Item[T any] struct {
	Value   T
	refusal error
}

// TakesNull leaves it to the item to refuse null.
func (*Item[T]) TakesNull() {}

// UnmarshalJSONFrom keeps what is wrong with the item for its result.
func (i *Item[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	text, err := d.ReadValue()
	if err == nil {
		i.refusal = api.Read(text, &i.Value)
	}
	return err
}

// Of makes items of values that were decoded already.
func Of[T any](values []T) []Item[T] {
	items := make([]Item[T], len(values))
	for i, v := range values {
		items[i].Value = v
	}
	return items
}

// CheckCount refuses an empty list and one that is too long, before any work. The field is the member
// that has the items.
func CheckCount[T any](field string, items []T) error {
	switch {
	case len(items) == 0:
		return refuse(field, "required", fmt.Sprintf("Give 1 to %d items.", maxItems))
	case len(items) > maxItems:
		return refuse(field, "too_many_items", fmt.Sprintf("A request has at most %d items.", maxItems))
	}
	return nil
}

func refuse(field, code, detail string) error {
	return fault.Check(fault.Field{Name: field, Code: code, Detail: detail})
}

// Name is a value that only one item of a request may have.
type Name struct{ Field, Value string }

// ErrDuplicate refuses an item with a name of an earlier one.
var ErrDuplicate = fault.New(fault.Conflict, "duplicate_item", "An earlier item of this request has the same user, name, address or number.")

// refusals gives the refusal of each item: it cannot be read, or has a name of an earlier one. The
// names of a refused item do not count for those that follow.
func refusals[T any](items []Item[T], names func(T) []Name) []error {
	refusals := make([]error, len(items))
	seen := map[Name]bool{}
	for i, item := range items {
		if refusals[i] = item.refusal; item.refusal != nil {
			continue
		}
		refused := ErrDuplicate
		for _, n := range names(item.Value) {
			if n.Value != "" && seen[n] {
				refused = refused.On(n.Field)
			}
		}
		if len(refused.Fields) > 0 {
			refusals[i] = refused
			continue
		}
		for _, n := range names(item.Value) {
			seen[n] = true
		}
	}
	return refusals
}
