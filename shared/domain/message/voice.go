package message

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"latchkey/shared/domain/accent"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/words"
)

// voice says things for the service, in one language and with one colour.
type voice struct {
	words.Language
	service string
	accent  string
}

// speak gives the voice for a user's language, which may be none.
func (n Notifier) speak(language string) voice {
	return voice{words.In(language, n.Language), n.Service, cmp.Or(n.Accent, accent.Default)}
}

// say gives words with the name of the service, and with what is given as place and value.
func (v voice) say(key string, pairs ...string) string {
	values := words.Values{"service": v.service}
	for pair := range slices.Chunk(pairs, 2) {
		values[pair[0]] = pair[1]
	}
	return v.Say(key, values)
}

// span is how long something works.
func (v voice) span(d time.Duration) string {
	switch {
	case d == time.Minute:
		return v.say("mails.span.minute")
	case d%time.Hour == 0 && d > time.Hour:
		return v.say("mails.span.hours", "count", strconv.Itoa(int(d/time.Hour)))
	}
	return v.say("mails.span.minutes", "count", strconv.Itoa(int(d/time.Minute)))
}

func (v voice) date(t time.Time) string {
	t = t.UTC()
	return v.say("mails.date", "day", strconv.Itoa(t.Day()), "month", v.say("mails.months."+strconv.Itoa(int(t.Month()))), "year", strconv.Itoa(t.Year()), "time", t.Format("15:04"))
}

// detail is one thing about a request, and what it is called.
type detail struct{ name, value string }

// details say when something was asked and, where a request did, by what and from where. Without an
// address they are for readers who may be strangers, and are not told who typed theirs.
func (v voice) details(ctx context.Context, address bool) []detail {
	t := audit.TrailOf(ctx)
	if t.At.IsZero() {
		t.At = time.Now()
	}
	all := []detail{{v.say("mails.details.when"), v.date(t.At)}}
	if t.Address == "" {
		return all
	}
	all = append(all, detail{v.say("mails.details.device"), v.device(t.UserAgent)})
	if !address {
		return all
	}
	return append(all, detail{v.say("mails.details.address"), t.Address})
}
