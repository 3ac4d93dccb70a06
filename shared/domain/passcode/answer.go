package passcode

import (
	"slices"
	"unicode/utf8"

	"latchkey/shared/domain/device"
	"latchkey/shared/domain/fault"
)

// Answer is what a client gives to a challenge.
type Answer struct {
	ChallengeID string
	Code        Code
	Purpose     Purpose
	Or          Purpose // the other purpose, of a change that takes two codes; empty for none
	Change      string  // the change that the request asks for
	Device      device.Shown
}

func (a Answer) purposes() []Purpose {
	if a.Or == "" {
		return []Purpose{a.Purpose}
	}
	return []Purpose{a.Purpose, a.Or}
}

func (a Answer) isFor(p Purpose) bool { return slices.Contains(a.purposes(), p) }

// Check gives the reasons against an answer's form.
func (a Answer) Check() []fault.Field {
	return append(CheckID(a.ChallengeID), a.Code.Check()...)
}

// CheckID gives the reasons against the form of a challenge's id. Whether there is such a
// challenge is another question, with one answer to all who do not have it.
func CheckID(id string) []fault.Field {
	const most = 64 // characters, as JSON Schema counts
	switch {
	case id == "":
		return []fault.Field{fault.Required("challenge_id")}
	case utf8.RuneCountInString(id) > most:
		return []fault.Field{{Name: "challenge_id", Code: "malformed_challenge_id", Detail: "This is not the id of a challenge."}}
	}
	return nil
}
