// Package toggle is what changed sources call in place of their operators. Each function does what its
// operator does, unless a mutant of the place is switched on.
package toggle

import (
	"os"
	"strconv"
	"sync"
)

// The variables of the environment: the number of the mutant that is switched on, and the file to which the
// numbers of the places that are reached are added.
const (
	On      = "MUTANT_ON"
	Reached = "MUTANT_REACHED"
)

var (
	on, _   = strconv.Atoi(os.Getenv(On))
	reached = os.Getenv(Reached)
	written sync.Map
)

// is notes that a place is reached, and says whether its first mutant is switched on.
func is(first int) bool {
	if reached != "" {
		if _, before := written.LoadOrStore(first, true); !before {
			write(first)
		}
	}
	return on == first
}

// write adds a line by one call, so that programs that run at the same time do not mix theirs.
func write(first int) {
	file, err := os.OpenFile(reached, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = file.WriteString(strconv.Itoa(first) + "\n")
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		panic(err)
	}
}

// Compare gives what the operator says, or what another says whose mutant is switched on.
func Compare(first int, operator func() bool, others ...func() bool) bool {
	if is(first) {
		return others[0]()
	}
	if n := on - first; n > 0 && n < len(others) {
		return others[n]()
	}
	return operator()
}

// And is &&, or || if it is changed.
func And(first int, x, y func() bool) bool {
	if is(first) {
		return x() || y()
	}
	return x() && y()
}

// Or is ||, or && if it is changed.
func Or(first int, x, y func() bool) bool {
	if is(first) {
		return x() && y()
	}
	return x() || y()
}

type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

type number interface {
	integer | ~float32 | ~float64
}

// Add is +, or - if it is changed.
func Add[T number](first int, x, y T) T {
	if is(first) {
		return x - y
	}
	return x + y
}

// Sub is -, or + if it is changed.
func Sub[T number](first int, x, y T) T {
	if is(first) {
		return x + y
	}
	return x - y
}

// Mul is *, or / if it is changed.
func Mul[T number](first int, x, y T) T {
	if is(first) {
		return x / y
	}
	return x * y
}

// Quo is /, or * if it is changed.
func Quo[T number](first int, x, y T) T {
	if is(first) {
		return x * y
	}
	return x / y
}

// Rem is %, or * if it is changed.
func Rem[T integer](first int, x, y T) T {
	if is(first) {
		return x * y
	}
	return x % y
}

// Inc is ++, or -- if it is changed.
func Inc[T number](first int, x *T) {
	if is(first) {
		*x--
		return
	}
	*x++
}

// Dec is --, or ++ if it is changed.
func Dec[T number](first int, x *T) {
	if is(first) {
		*x++
		return
	}
	*x--
}
