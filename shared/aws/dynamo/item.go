package dynamo

import (
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// item is what a table holds under one key. Items are written and read attribute by
// attribute, without reflection, which would cost every cold start and every binary.
type item map[string]types.AttributeValue

func text[S ~string](s S) types.AttributeValue { return &types.AttributeValueMemberS{Value: string(s)} }

func number[N ~int | ~int64](n N) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(int64(n), 10)}
}

func binary(b []byte) types.AttributeValue { return &types.AttributeValueMemberB{Value: b} }

func flag(b bool) types.AttributeValue { return &types.AttributeValueMemberBOOL{Value: b} }

// seconds is a time in whole seconds since 1970, the one unit in which times are compared.
func seconds(t time.Time) types.AttributeValue { return number(t.Unix()) }

// withText adds an attribute that may be absent.
func (it item) withText(name, s string) item {
	if s != "" {
		it[name] = text(s)
	}
	return it
}

// withFlag adds an attribute that is there only where it holds.
func (it item) withFlag(name string, b bool) item {
	if b {
		it[name] = flag(b)
	}
	return it
}

func (it item) withTime(name string, t time.Time) item {
	if !t.IsZero() {
		it[name] = seconds(t)
	}
	return it
}

func (it item) withNumber(name string, n int64) item {
	if n != 0 {
		it[name] = number(n)
	}
	return it
}

// reader takes attributes out of an item. An absent one is the zero value; one of another
// type is an error, kept until the end.
type reader struct {
	item item
	err  error
}

func read[V types.AttributeValue](r *reader, name string) V {
	var zero V
	a, found := r.item[name]
	if !found {
		return zero
	}
	v, ok := a.(V)
	if !ok {
		r.err = fmt.Errorf("dynamo: attribute %s is a %T", name, a)
	}
	return v
}

func (r *reader) text(name string) string {
	if v := read[*types.AttributeValueMemberS](r, name); v != nil {
		return v.Value
	}
	return ""
}

func (r *reader) binary(name string) []byte {
	if v := read[*types.AttributeValueMemberB](r, name); v != nil {
		return v.Value
	}
	return nil
}

// texts is a set of strings, in no order.
func (r *reader) texts(name string) []string {
	if v := read[*types.AttributeValueMemberSS](r, name); v != nil {
		return v.Value
	}
	return nil
}

func (r *reader) flag(name string) bool {
	v := read[*types.AttributeValueMemberBOOL](r, name)
	return v != nil && v.Value
}

func (r *reader) number(name string) int64 {
	v := read[*types.AttributeValueMemberN](r, name)
	if v == nil {
		return 0
	}
	n, err := strconv.ParseInt(v.Value, 10, 64)
	if err != nil {
		r.err = fmt.Errorf("dynamo: attribute %s: %w", name, err)
	}
	return n
}

func (r *reader) time(name string) time.Time {
	s := r.number(name)
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}
