package throttle

import (
	"crypto/rand"
	"strconv"
	"time"
)

// Charge is one thing to be counted against a limit.
type Charge struct {
	Limit   Limit
	Subject Subject
	Parts   [levels]Part
	At      time.Time
	// Attempt tells this charge from every other, so that it counts once however often it is
	// written, and is given back once.
	Attempt string
}

// Part is a count within the whole.
type Part struct {
	Name string // empty for none
	Max  int
	Ends time.Time // where the part is counted anew before the window ends
}

// Charge counts one thing against a subject.
func (l Limit) Charge(s Subject, at time.Time) Charge {
	const length = 8 // 40 bits tell apart what one window holds
	return Charge{Limit: l, Subject: s, At: at, Attempt: rand.Text()[:length]}
}

// ByNetwork counts one thing against each of the networks that an address is in.
func (l Limit) ByNetwork(n Networks, at time.Time) (charges []Charge) {
	for level, network := range n {
		if network != "" {
			one := l
			one.Max = l.Networks[level]
			charges = append(charges, one.Charge(network, at))
		}
	}
	return charges
}

// From counts the charge within its subject by network.
func (c Charge) From(n Networks) Charge {
	for level, network := range n {
		if network != "" {
			c.Parts[level] = Part{Name: string(network), Max: c.Limit.Networks[level]}
		}
	}
	return c
}

// Within counts the charge in a part.
func (c Charge) Within(part Subject) Charge {
	c.Parts[0] = Part{Name: string(part), Max: c.Limit.PartMax}
	return c
}

// Hourly makes the hour of the charge its part.
func (c Charge) Hourly() Charge {
	hour := c.At.Truncate(time.Hour)
	c.Parts[0] = Part{Name: "hour-" + strconv.Itoa(hour.UTC().Hour()), Max: c.Limit.PartMax, Ends: hour.Add(time.Hour)}
	return c
}

// Window is when the window of the charge began.
func (c Charge) Window() time.Time { return c.At.Truncate(c.Limit.Window) }

// Ends is when the window of the charge ends.
func (c Charge) Ends() time.Time { return c.Window().Add(c.Limit.Window) }

// Counts are how much of a charge's window is used.
type Counts struct {
	Whole int
	Parts [levels]int
}

// Room holds while one more fits.
func (c Charge) Room(used Counts) bool {
	if used.Whole >= c.Limit.Max {
		return false
	}
	for i, p := range c.Parts {
		if p.Name != "" && used.Parts[i] >= p.Max {
			return false
		}
	}
	return true
}

// Refusal says when to come back.
func (c Charge) Refusal(used Counts) error {
	until := c.Ends()
	for _, p := range c.Parts {
		if used.Whole < c.Limit.Max && !p.Ends.IsZero() {
			until = p.Ends
		}
	}
	return ErrLimited.After(until.Sub(c.At))
}
