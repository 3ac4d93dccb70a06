package message_test

import (
	"testing"

	"latchkey/shared/domain/message"
)

// What a client calls itself stands in no mail: devices are named from a list, and there are few names.
func FuzzDevices(f *testing.F) {
	for _, agent := range []string{
		"", "curl/8", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36", "Firefox\x00Linux",
		"<a href=https://evil.example>Chrome</a> Windows", "Safari\r\nBcc: x@y.example", "{browser} {system} Chrome Android", "\xff\xfe",
	} {
		f.Add(agent)
	}
	name := message.DeviceNames("en")
	names := map[string]bool{}
	f.Fuzz(func(t *testing.T, agent string) {
		names[name(agent)] = true
		if shown := name(agent); shown == "" || len(shown) > 40 || len(names) > 150 {
			t.Errorf("%q is %q, one of %d names", agent, shown, len(names))
		}
	})
}
