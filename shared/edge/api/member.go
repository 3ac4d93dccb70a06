package api

import (
	"cmp"
	"errors"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
)

// memberRules hold for every member of every body, so that no handler can forget one of them.
var memberRules = json.WithUnmarshalers(json.JoinUnmarshalers(
	json.UnmarshalFromFunc(refuseNull),
	json.UnmarshalFromFunc(readInteger),
))

var errNull = errors.New("null for a member that is never null")

func notNullable(name string) fault.Field {
	return fault.Field{Name: name, Code: "not_nullable", Detail: "This cannot be null. Leave it out, or give it a value."}
}

// nullable is a type for which null means something.
type nullable interface{ TakesNull() }

// refuseNull refuses null, which would be taken for absent, false, zero or empty: a client that sends
// null for what it does not know would change it by accident.
func refuseNull(d *jsontext.Decoder, v any) error {
	if _, takes := v.(nullable); takes || d.PeekKind() != jsontext.KindNull {
		return errors.ErrUnsupported // the next rule, or the decoder, reads it
	}
	return errNull
}

var errInteger = errors.New("no integer of this member")

// readInteger takes an integer in any of JSON's spellings, since JSON has no integers of its own:
// JSON Schema counts 1.0 and 1e0 as such. Ids are integers that a user can have.
func readInteger(d *jsontext.Decoder, v any) error {
	target := reflect.ValueOf(v).Elem()
	if !target.CanInt() || d.PeekKind() != jsontext.KindNumber {
		return errors.ErrUnsupported
	}
	text, err := d.ReadValue()
	if err != nil {
		return err
	}
	n, ok := integer(string(text))
	if ok = ok && !target.OverflowInt(n); !ok {
		return errInteger
	}
	if id, is := v.(*account.ID); is {
		if *id, ok = account.ParseID(strconv.FormatInt(n, 10)); !ok {
			return errInteger
		}
	}
	target.SetInt(n)
	return nil
}

// integer reads a number of JSON that is an integer of at most 53 bits, the range that every
// client carries exactly (RFC 7493 §2.2). It computes with digits: floating point would round
// a number that is no integer to one that is.
func integer(text string) (int64, bool) {
	text, negative := strings.CutPrefix(text, "-")
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	if digits == "" {
		return 0, true
	}
	shift, err := strconv.Atoi(cmp.Or(exponent, "0"))
	significant := strings.TrimRight(digits, "0")
	zeros := len(digits) - len(significant) - len(fraction) + shift
	const most = 16 // digits of 2^53
	if err != nil || zeros < 0 || zeros > most || len(significant)+zeros > most {
		return 0, false
	}
	n, err := strconv.ParseInt(significant+strings.Repeat("0", zeros), 10, 64)
	if negative {
		n = -n
	}
	return n, err == nil && -1<<53 < n && n < 1<<53
}
