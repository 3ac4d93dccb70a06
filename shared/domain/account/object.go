package account

import (
	"math"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"latchkey/shared/domain/fault"
)

// Object is a JSON object that applications store with a user, in the canonical form of RFC 8785;
// empty for none. The profile is the user's own, and the metadata is written by admins.
type Object string

// The bounds of an object. A user with both is still a small item, which one call reads.
const (
	objectMaxBytes = 4 << 10
	objectMaxDepth = 4
)

// objectField is a member that an object comes in, and the code of one that is too large.
type objectField struct{ name, tooLarge string }

var (
	profileField  = objectField{"profile", "profile_too_large"}
	metadataField = objectField{"metadata", "metadata_too_large"}
)

// canonical gives an object as it is stored, and the reasons against it. Its size is that of the
// stored form, so that blanks do not count.
func (f objectField) canonical(typed Object) (Object, []fault.Field) {
	refuse := func(code, detail string) (Object, []fault.Field) {
		return "", []fault.Field{{Name: f.name, Code: code, Detail: detail}}
	}
	if typed == "" {
		return "", nil
	}
	depth, exact := measure(string(typed))
	text := jsontext.Value(typed)
	switch {
	case depth > objectMaxDepth:
		return refuse("too_deep", "This can be nested at most four levels deep, the object itself included.")
	case !exact:
		return refuse("number_too_large", "A number here is larger than JSON carries exactly. Send it as a string.")
	case text.Canonicalize() != nil:
		return refuse("wrong_type", "This has to be a JSON object.")
	case len(text) > objectMaxBytes:
		return refuse(f.tooLarge, "This can have at most 4,096 bytes of JSON, without blanks.")
	}
	return Object(text), nil
}

// measure gives how deep an object is, and whether its numbers survive the canonical form, which
// has them in floating point.
func measure(object string) (depth int, exact bool) {
	d := jsontext.NewDecoder(strings.NewReader(object))
	exact = true
	for {
		t, err := d.ReadToken()
		if err != nil {
			return depth, exact
		}
		depth = max(depth, d.StackDepth())
		if t.Kind() == jsontext.KindNumber {
			exact = exact && survives(t.String())
		}
	}
}

// survives holds for numbers of the range of floating point and, where a number is written as an
// integer, for those of at most 53 bits (RFC 7493 §2.2).
func survives(number string) bool {
	f, err := strconv.ParseFloat(number, 64)
	return err == nil && (math.Abs(f) < 1<<53 || strings.ContainsAny(number, ".eE"))
}
