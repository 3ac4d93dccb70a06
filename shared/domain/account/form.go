package account

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// NameLimit is more bytes than any username or address has. What is longer is cut to it, and
// still is no user's, however often it is brought into form.
const NameLimit = emailMaxLength + 1

// CanonicalName is the form of what somebody signs in with: an address, if it has an @, or a
// username.
func CanonicalName(typed string) string {
	if strings.Contains(typed, "@") {
		return CanonicalEmail(typed)
	}
	return CanonicalUsername(typed)
}

// CanonicalUsername is the form in which names are stored and compared.
func CanonicalUsername(typed string) string { return cut(lowerASCII(trimmed(typed))) }

// CanonicalEmail is the form in which addresses are stored and compared: all lower case, and the
// domain as it is mailed to. A mail server may tell local parts apart by case; none that people
// use does, and two accounts that differ in case alone would be one person's mistake or another's
// fraud.
func CanonicalEmail(typed string) string {
	local, domain, found := strings.Cut(trimmed(typed), "@")
	if !found {
		return cut(lowerASCII(local))
	}
	return cut(lowerASCII(local + "@" + asciiDomain(domain)))
}

// asciiDomain gives bücher.example as xn--bcher-kva.example. What is no domain stays as it is, to
// be refused; so does what is too long for one, since the conversion takes time by the square.
func asciiDomain(domain string) string {
	if len(domain) > NameLimit || isASCII(domain) {
		return domain
	}
	if ascii, err := idna.Lookup.ToASCII(domain); err == nil {
		return ascii
	}
	return domain
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// trimmed drops what keyboards and clipboards add around a name: white space, and what is not
// seen. No name has either at its ends, so no two names become one.
func trimmed(typed string) string { return strings.TrimFunc(typed, blank) }

func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point)
}

// cut ends what is too long with a character that no name ends with: to end anywhere else could leave
// half a character, or a blank that is trimmed the next time.
func cut(name string) string {
	if len(name) <= NameLimit {
		return name
	}
	const end = "~"
	kept := strings.ToValidUTF8(name[:NameLimit-len(end)], "")
	return kept + strings.Repeat(end, NameLimit-len(kept))
}

func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
