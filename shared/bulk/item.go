package bulk

import (
	"fmt"
	"strconv"

	"latchkey/shared/fault"
)

const maxItems = 100

// Items gives the items of a request, or refuses before any work to take none of them, too
// many, or one that is null. The field is the member that they came in.
func Items[T any](field string, given []*T) ([]T, error) {
	switch {
	case len(given) == 0:
		return nil, refuse(field, "required", fmt.Sprintf("Give 1 to %d items.", maxItems))
	case len(given) > maxItems:
		return nil, refuse(field, "too_many_items", fmt.Sprintf("A request has at most %d items.", maxItems))
	}
	items := make([]T, len(given))
	for i, item := range given {
		if item == nil {
			return nil, refuse(field+"."+strconv.Itoa(i), "required", "An item is not null.")
		}
		items[i] = *item
	}
	return items, nil
}

func refuse(field, code, detail string) error {
	return fault.Check(fault.Field{Name: field, Code: code, Detail: detail})
}

// Name is something that an item says and that only one item of a request may.
type Name struct{ Field, Value string }

// ErrDuplicate refuses an item about whom an earlier one is.
var ErrDuplicate = fault.New(fault.Conflict, "duplicate_item", "An earlier item of this request names the same.")

// duplicates gives the refusals by item. One that is refused keeps none of its names from
// those that follow.
func duplicates[T any](items []T, names func(T) []Name) []error {
	refusals := make([]error, len(items))
	seen := map[Name]bool{}
	for i, item := range items {
		refused := ErrDuplicate
		for _, n := range names(item) {
			if n.Value != "" && seen[n] {
				refused = refused.On(n.Field)
			}
		}
		if len(refused.Fields) > 0 {
			refusals[i] = refused
			continue
		}
		for _, n := range names(item) {
			seen[n] = true
		}
	}
	return refusals
}
