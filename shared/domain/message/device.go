package message

import "strings"

// word is what a user agent contains, and what it is called in a mail.
type word struct{ contained, name string }

// The first that fits counts: most browsers claim to be others, too.
var (
	browsers = []word{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"Chrome/", "Chrome"}, {"CriOS/", "Chrome"}, {"Safari/", "Safari"},
	}
	systems = []word{
		{"Android", "Android"}, {"iPhone", "iOS"}, {"iPad", "iPadOS"}, {"Windows", "Windows"},
		{"Macintosh", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	}
)

// device names what a request came from in words of this list alone: what a client calls itself
// is the client's to write, and so in no mail.
func (v voice) device(userAgent string) string {
	browser, system := first(browsers, userAgent), first(systems, userAgent)
	switch {
	case browser == "":
		return v.say("mails.device.app")
	case system == "":
		return browser
	}
	return v.say("mails.device.on", "browser", browser, "system", system)
}

func first(words []word, in string) string {
	for _, w := range words {
		if strings.Contains(in, w.contained) {
			return w.name
		}
	}
	return ""
}
