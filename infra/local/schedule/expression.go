package schedule

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	rateForm = regexp.MustCompile(`^rate\(([1-9][0-9]*) (minute|hour|day)(s?)\)$`)
	cronForm = regexp.MustCompile(`^cron\((.+)\)$`)
)

// Parse reads `rate(5 minutes)` or `cron(0 3 * * ? *)`. The zone matters to cron alone.
func Parse(expression, zone string) (Expression, error) {
	if match := rateForm.FindStringSubmatch(expression); match != nil {
		return parseRate(match)
	}
	if match := cronForm.FindStringSubmatch(expression); match != nil {
		location, err := time.LoadLocation(zone)
		if err != nil {
			return nil, fmt.Errorf("time zone %s: %w", zone, err)
		}
		return parseCron(strings.Fields(match[1]), location)
	}
	return nil, fmt.Errorf("%q is neither rate(...) nor cron(...)", expression)
}

// rate is a period.
type rate time.Duration

func (r rate) Next(t time.Time) time.Time { return t.Add(time.Duration(r)) }

func parseRate(match []string) (Expression, error) {
	count, err := strconv.Atoi(match[1])
	if err != nil {
		return nil, err
	}
	if (count == 1) != (match[3] == "") {
		return nil, fmt.Errorf("%q: EventBridge wants the singular for 1 and the plural for more", match[0])
	}
	units := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
	return rate(time.Duration(count) * units[match[2]]), nil
}
