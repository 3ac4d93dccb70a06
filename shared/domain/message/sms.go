package message

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"latchkey/shared/domain/passcode"
)

// segment is what one text message holds, if all of it is in gsm7. One other character makes it
// wideSegment units of UTF-16, and every further message costs again.
const (
	segment     = 160
	wideSegment = 70
)

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
func (n Notifier) codeText(d passcode.Dispatch) string {
	v := n.inTexts(d.Language)
	says := v.say("texts."+string(d.Purpose), "code", string(d.Code))
	valid, never, bound := " "+v.say("texts.valid", "span", v.span(d.Lifetime())), " "+v.say("texts.never"), ""
	if host := n.host(); host != "" {
		bound = fmt.Sprintf("\n@%s #%s", host, d.Code)
	}
	for _, text := range []string{says + valid + never + bound, says + never + bound, says + valid + never, says + never} {
		if text = carried(text); oneSegment(text) {
			return text
		}
	}
	return carried(says)
}

// noticeText says what was done, and the way out.
func (n Notifier) noticeText(language string, notice Notice) string {
	v := n.inTexts(language)
	return carried(v.say("texts.notice", "what", v.say("mails.notices."+notice.name+".subject")))
}

// inTexts is the voice of texts, which has the name of the service in characters of gsm7. A name in another
// script is replaced by the host that users know the service by.
func (n Notifier) inTexts(language string) voice {
	const most = 30 // as ServiceName allows
	v := n.speak(language)
	if folded, ok := fold(n.Service); ok && utf8.RuneCountInString(folded) <= most {
		v.service = folded
		return v
	}
	v.service = v.say("texts.this_service")
	if host := n.host(); host != "" && len(host) <= most {
		v.service = host
	}
	return v
}

// carried is a text in gsm7, where its language can be written in that.
func carried(text string) string {
	if folded, ok := fold(text); ok {
		return folded
	}
	return text
}

// oneSegment holds for what is one message.
func oneSegment(text string) bool {
	if strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune(gsm7, r) }) {
		return len(utf16.Encode([]rune(text))) <= wideSegment
	}
	return utf8.RuneCountInString(text) <= segment
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
