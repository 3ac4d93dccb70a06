package message

import (
	_ "embed"
	"encoding/json"
	"strings"

	"latchkey/shared/domain/words"
)

// word is what a user agent contains, and what it is called.
type word [2]string

// The first that fits counts: most browsers claim to be others, too. The pages show the same names.
//
//go:embed devices.json
var devicesFile []byte

var devices = func() (list struct{ Browsers, Systems []word }) {
	if err := json.Unmarshal(devicesFile, &list); err != nil {
		panic("devices.json: " + err.Error())
	}
	return list
}()

// device names what a request came from in words of this list alone: what a client calls itself
// is the client's to write, and so in no mail.
func (v voice) device(userAgent string) string {
	browser, system := first(devices.Browsers, userAgent), first(devices.Systems, userAgent)
	switch {
	case browser == "":
		return v.say("mails.device.app")
	case system == "":
		return browser
	}
	return v.say("mails.device.on", "browser", browser, "system", system)
}

// DeviceNames names devices in the first of some languages.
func DeviceNames(tags ...string) func(userAgent string) string {
	return voice{Language: words.In(tags...)}.device
}

func first(known []word, in string) string {
	for _, w := range known {
		if strings.Contains(in, w[0]) {
			return w[1]
		}
	}
	return ""
}
