package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// set is the values that a field of a cron expression allows.
type set map[int]bool

// cron is AWS's form with six fields, in which the week begins with Sunday as 1.
type cron struct {
	minute, hour, day, month, weekday, year set
	location                                *time.Location
}

// field is the range of one position and the names that stand for its numbers.
type field struct {
	name     string
	low, top int
	names    []string // the first one means low
}

var fields = []field{
	{"minute", 0, 59, nil},
	{"hour", 0, 23, nil},
	{"day of month", 1, 31, nil},
	{"month", 1, 12, strings.Fields("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")},
	{"day of week", 1, 7, strings.Fields("SUN MON TUE WED THU FRI SAT")},
	{"year", 1970, 2199, nil},
}

func parseCron(parts []string, location *time.Location) (Expression, error) {
	if len(parts) != len(fields) {
		return nil, fmt.Errorf("cron wants %d fields, there are %d", len(fields), len(parts))
	}
	if (parts[2] == "?") == (parts[4] == "?") {
		return nil, fmt.Errorf("cron wants ? for the day of month or for the day of week, and not for both")
	}
	sets := make([]set, len(fields))
	for i, f := range fields {
		var err error
		if sets[i], err = f.parse(parts[i]); err != nil {
			return nil, fmt.Errorf("cron: %s %q: %w", f.name, parts[i], err)
		}
	}
	return cron{sets[0], sets[1], sets[2], sets[3], sets[4], sets[5], location}, nil
}

// parse reads a list of values, ranges and steps.
func (f field) parse(text string) (set, error) {
	values := set{}
	for item := range strings.SplitSeq(text, ",") {
		low, top, step, err := f.item(item)
		if err != nil {
			return nil, err
		}
		for n := low; n <= top; n += step {
			values[n] = true
		}
	}
	return values, nil
}

func (f field) item(text string) (low, top, step int, err error) {
	span, every, stepped := strings.Cut(text, "/")
	step = 1
	if stepped {
		if step, err = strconv.Atoi(every); err != nil || step < 1 {
			return 0, 0, 0, fmt.Errorf("%q is no step", every)
		}
	}
	if span == "*" || span == "?" && strings.HasPrefix(f.name, "day") {
		return f.low, f.top, step, nil
	}
	first, last, isRange := strings.Cut(span, "-")
	if low, err = f.number(first); err != nil {
		return 0, 0, 0, err
	}
	top = low
	if isRange {
		top, err = f.number(last)
	} else if stepped {
		top = f.top
	}
	if err == nil && top < low {
		err = fmt.Errorf("%d is before %d", top, low)
	}
	return low, top, step, err
}

func (f field) number(text string) (int, error) {
	for i, name := range f.names {
		if strings.EqualFold(text, name) {
			return f.low + i, nil
		}
	}
	if strings.ContainsAny(text, "LW#") {
		return 0, fmt.Errorf("the signs L, W and # are not followed here; name the days instead")
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < f.low || n > f.top {
		return 0, fmt.Errorf("%q is not within %d and %d", text, f.low, f.top)
	}
	return n, nil
}

// Next steps over whole days that do not fit, then over hours, then over minutes.
func (c cron) Next(after time.Time) time.Time {
	t := after.In(c.location).Truncate(time.Minute).Add(time.Minute)
	for t.Year() <= fields[5].top {
		year, month, day := t.Date()
		switch {
		case !c.year[year]:
			t = time.Date(year+1, 1, 1, 0, 0, 0, 0, c.location)
		case !c.month[int(month)] || !c.day[day] || !c.weekday[int(t.Weekday())+1]:
			t = time.Date(year, month, day+1, 0, 0, 0, 0, c.location)
		case !c.hour[t.Hour()]:
			t = t.Add(time.Duration(60-t.Minute()) * time.Minute)
		case !c.minute[t.Minute()]:
			t = t.Add(time.Minute)
		default:
			return t
		}
	}
	return time.Time{}
}
