package boot

import (
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// String is a setting that the function cannot do without. A function that lacks one ends
// here, in its cold start, instead of failing its users one by one.
func String(name string) string {
	value := os.Getenv(name)
	if value == "" {
		fatal(fmt.Sprintf("boot: %s is not set", name))
	}
	return value
}

// Optional is a setting that may be empty.
func Optional(name string) string { return os.Getenv(name) }

// Number is a setting that is a whole number.
func Number(name string) int {
	n, err := strconv.Atoi(String(name))
	if err != nil {
		fatal(fmt.Sprintf("boot: %s is not a number", name))
	}
	return n
}

// Minutes is a setting that is a time in minutes.
func Minutes(name string) time.Duration { return time.Duration(Number(name)) * time.Minute }

// Hours is a setting that is a time in hours.
func Hours(name string) time.Duration { return time.Duration(Number(name)) * time.Hour }

// Days is a setting that is a time in days.
func Days(name string) time.Duration { return time.Duration(Number(name)) * 24 * time.Hour }

// On is a setting that is "on" or "off".
func On(name string) bool { return OneOf(name, "on", "off") == "on" }

// OneOf is a setting that is one of few words. A function that is given another one ends
// here: it would not know what to guard.
func OneOf(name string, words ...string) string {
	value := String(name)
	if !slices.Contains(words, value) {
		fatal(fmt.Sprintf("boot: %s must be one of %s", name, strings.Join(words, ", ")))
	}
	return value
}

// Must ends a cold start that failed.
func Must[T any](value T, err error) T {
	if err != nil {
		fatal(err.Error())
	}
	return value
}

func fatal(reason string) {
	slog.Error("the function cannot start", "reason", reason)
	os.Exit(1)
}
