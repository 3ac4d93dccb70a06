package schedule

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var rateForm = regexp.MustCompile(`^rate\(([1-9][0-9]*) (minute|hour|day)(s?)\)$`)

// Once says whether an expression is a cron(...). It is not followed here: it fires once, at the
// start, so that a developer sees what it does without waiting for the night.
func Once(expression string) bool {
	return strings.HasPrefix(expression, "cron(") && strings.HasSuffix(expression, ")")
}

// period is that of rate(5 minutes), and zero for an expression that fires once.
func period(expression string) (time.Duration, error) {
	if Once(expression) {
		return 0, nil
	}
	match := rateForm.FindStringSubmatch(expression)
	if match == nil {
		return 0, fmt.Errorf("%q is neither rate(...) nor cron(...)", expression)
	}
	count, err := strconv.Atoi(match[1])
	if err != nil {
		return 0, err
	}
	if (count == 1) != (match[3] == "") {
		return 0, fmt.Errorf("%q: EventBridge wants the singular for 1 and the plural for more", expression)
	}
	units := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
	return time.Duration(count) * units[match[2]], nil
}
