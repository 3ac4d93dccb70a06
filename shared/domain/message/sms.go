package message

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"latchkey/shared/domain/passcode"
)

// segment is what one text message holds, if all of it is in gsm7. One other character makes it 70,
// and every further message costs again.
const segment = 160

// gsm7 are the characters of GSM 03.38 that take one place.
const gsm7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
	"ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"

// replaced are characters that Unicode does not decompose into one of gsm7.
var replaced = strings.NewReplacer(
	"’", "'", "‘", "'", "`", "'", "´", "'", "“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "–", "-", "—", "-", "‑", "-", "·", ".", "•", "*",
	"Ł", "L", "ł", "l", "Đ", "D", "đ", "d", "ı", "i", "Œ", "OE", "œ", "oe", "ẞ", "SS", "Þ", "Th", "þ", "th", "Ð", "D", "ð", "d",
	"[", "(", "]", ")", "{", "(", "}", ")", "|", "/", "\\", "/", "~", "-", "^", "", "€", "EUR", "©", "", "®", "", "™", "",
)

// codeText fits one segment. What helps least is left out first: how long the code is valid, then the last
// line. By that line a phone or browser fills the code in by itself, on pages of its host alone.
func (n Notifier) codeText(p passcode.Passcode, code passcode.Code) string {
	says := fmt.Sprintf("%s is your code to %s.", code, fmt.Sprintf(purposes[p.Purpose].action, n.nameInTexts()))
	valid, never, bound := " It is valid for "+span(p)+".", " Never give it to anyone.", ""
	if host := n.host(); host != "" {
		bound = fmt.Sprintf("\n@%s #%s", host, code)
	}
	for _, text := range []string{says + valid + never + bound, says + never + bound, says + valid + never} {
		if utf8.RuneCountInString(text) <= segment {
			return text
		}
	}
	return says + never
}

// nameInTexts is the name of the service in characters of gsm7. A name in another script is replaced by the
// host that users know the service by.
func (n Notifier) nameInTexts() string {
	const most = 30 // as ServiceName allows
	if folded, ok := fold(n.Service); ok && utf8.RuneCountInString(folded) <= most {
		return folded
	}
	if host := n.host(); host != "" && len(host) <= most {
		return host
	}
	return "this service"
}

// fold writes a name in gsm7, without the accents that it lacks; not ok where letters would be lost.
func fold(name string) (folded string, ok bool) {
	var b strings.Builder
	for _, r := range replaced.Replace(norm.NFC.String(name)) {
		if strings.ContainsRune(gsm7, r) {
			b.WriteRune(r)
			continue
		}
		for _, part := range replaced.Replace(norm.NFKD.String(string(r))) {
			switch {
			case strings.ContainsRune(gsm7, part):
				b.WriteRune(part)
			case !unicode.Is(unicode.Mn, part): // an accent
				return "", false
			}
		}
	}
	folded = strings.TrimSpace(b.String())
	return folded, folded != ""
}
