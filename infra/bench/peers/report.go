package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// writeMachine says on what the figures were measured, and what else it did meanwhile.
func writeMachine(out io.Writer, p plan) {
	model := "unknown processor"
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	load, _ := os.ReadFile("/proc/loadavg")
	lastMinute, _, _ := strings.Cut(string(load), " ")
	_, _ = fmt.Fprintf(out, "%s, %d cores, %s/%s, %s. Load of the last minute before the run: %s. %d clients at once, %.0f s of each act.\n\n",
		model, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), cmp.Or(lastMinute, "unknown"),
		p.clients, p.each.Seconds())
}

func writeHashes(out io.Writer, argon2id, bcrypt time.Duration) {
	_, _ = fmt.Fprintf(out, "| one hash, made alone | processor time |\n|---|---|\n| argon2id, %d KiB, %d passes, %d lane | %s ms |\n| bcrypt, cost 10 | %s ms |\n\n",
		memoryKiB, iterations, lanes, ms(argon2id), ms(bcrypt))
}

// writeRows has the servers side by side for each act.
func writeRows(out io.Writer, rows []row) {
	order := []string{makeAccount, signInByPassword, checkSession, checkToken}
	slices.SortStableFunc(rows, func(a, b row) int { return slices.Index(order, a.act) - slices.Index(order, b.act) })
	_, _ = fmt.Fprint(out, "| act | server | a second | p50 | p99 | processor time of one | over its hash |\n|---|---|---|---|---|---|---|\n")
	for _, r := range rows {
		_, _ = fmt.Fprintf(out, "| %s | %s | %.0f | %s ms | %s ms | %s | %s |\n",
			r.act, r.server, float64(r.done)/r.took.Seconds(), ms(r.p50), ms(r.p99), r.parts(), r.overHash())
	}
}

// parts are the processor time of one act, and whose it is.
func (r row) parts() string {
	each := func(d time.Duration) time.Duration { return d / time.Duration(max(r.done, 1)) }
	if r.here {
		return ms(each(r.processor.all())) + " ms, of the caller"
	}
	if r.processor.functions == 0 {
		return ms(each(r.processor.all())) + " ms"
	}
	return fmt.Sprintf("%s ms: functions %s, gateway %s, DynamoDB Local %s", ms(each(r.processor.all())),
		ms(each(r.processor.functions)), ms(each(r.processor.server)), ms(each(r.processor.database)))
}

// overHash is the processor time over that of the hash alone. Of Latchkey it is that of the functions,
// which is what AWS bills; gateway and database are AWS's own there.
func (r row) overHash() string {
	if r.hash == 0 || r.done == 0 {
		return "no hash"
	}
	times := func(d time.Duration) float64 { return float64(d) / float64(r.done) / float64(r.hash) }
	if r.processor.functions == 0 {
		return fmt.Sprintf("%.2f", times(r.processor.all()))
	}
	return fmt.Sprintf("functions %.2f, all %.2f", times(r.processor.functions), times(r.processor.all()))
}

// ms has three digits.
func ms(d time.Duration) string {
	v := float64(d) / float64(time.Millisecond)
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.2f", v)
	}
}
