package main

import (
	"slices"
	"strings"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/bulk"
)

type input struct {
	IDs []account.ID `json:"ids"`
}

var (
	errTwice    = fault.New(fault.Malformed, "ids_twice", "Give the ids in the body or in the query, not in both.")
	errNumberID = fault.New(fault.Malformed, "wrong_type", "Ids in the query are numbers, separated by commas.").On("ids")
)

// idsOf reads the ids from the body or, because some proxies drop the body of a DELETE, from
// the query. One malformed id refuses the request, before any code is sent: the code is for all of
// them.
func idsOf(r *api.Request) ([]account.ID, error) {
	query, inQuery := r.LookupQuery("ids")
	switch {
	case inQuery && r.HasBody():
		return nil, errTwice
	case inQuery:
		return idsIn(query)
	case !r.HasBody():
		return nil, bulk.CheckCount[account.ID]("ids", nil)
	}
	in, err := api.DecodeUpTo[input](r, api.BulkLimit)
	if err != nil {
		return nil, err
	}
	return in.IDs, bulk.CheckCount("ids", in.IDs)
}

func idsIn(query string) ([]account.ID, error) {
	var ids []account.ID
	for digits := range strings.SplitSeq(query, ",") {
		id, ok := account.ParseID(digits)
		if !ok {
			return nil, errNumberID
		}
		ids = append(ids, id)
	}
	return ids, bulk.CheckCount("ids", ids)
}

// changeText is the same for the same set of ids in any order, and for no other.
func changeText(ids []account.ID) string {
	sorted := slices.Compact(slices.Sorted(slices.Values(ids)))
	words := make([]string, len(sorted))
	for i, id := range sorted {
		words[i] = id.String()
	}
	return strings.Join(words, ",")
}

func names(id account.ID) []bulk.Name { return []bulk.Name{{Field: "ids", Value: id.String()}} }
