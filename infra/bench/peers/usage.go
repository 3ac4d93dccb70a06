package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// usage is processor time of a server, by what its processes are.
type usage struct {
	server    time.Duration // of PocketBase, or of the local gateway with its stand-ins for AWS
	functions time.Duration
	database  time.Duration // DynamoDB Local
}

func (u usage) all() time.Duration { return u.server + u.functions + u.database }

func (u usage) less(v usage) usage {
	return usage{u.server - v.server, u.functions - v.functions, u.database - v.database}
}

// own is the processor time of this program so far.
func own() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// treeUsage is what a process and all that it started have used so far. It needs Linux.
func treeUsage(pid int) (usage, error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		return usage{}, errors.New("processor times are read from /proc, which Linux has")
	}
	processes := map[int]stat{}
	for _, file := range stats {
		if s, ok := readStat(file); ok {
			processes[s.pid] = s
		}
	}
	var u usage
	for _, s := range processes {
		if !within(processes, s.pid, pid) {
			continue
		}
		switch s.command {
		case "bootstrap":
			u.functions += s.used
		case "java":
			u.database += s.used
		default:
			u.server += s.used
		}
	}
	return u, nil
}

// within says whether a process is another one or was started by it, however far down.
func within(processes map[int]stat, pid, ancestor int) bool {
	for pid > 1 {
		if pid == ancestor {
			return true
		}
		pid = processes[pid].parent
	}
	return false
}

type stat struct {
	pid, parent int
	command     string
	used        time.Duration
}

// tick is the unit of /proc, the same on every processor that Go runs on.
const tick = 10 * time.Millisecond

// readStat reads one process; it may have ended meanwhile.
func readStat(file string) (stat, bool) {
	content, err := os.ReadFile(file) // #nosec G304 -- of /proc
	if err != nil {
		return stat{}, false
	}
	begin, end := strings.Index(string(content), "("), strings.LastIndex(string(content), ")")
	if begin < 0 || end < begin {
		return stat{}, false
	}
	fields := strings.Fields(string(content[end+1:])) // from the third on: state, parent, …
	if len(fields) < 13 {
		return stat{}, false
	}
	n := func(s string) int { v, _ := strconv.Atoi(s); return v }
	return stat{
		pid: n(strings.TrimSpace(string(content[:begin]))), parent: n(fields[1]), command: string(content[begin+1 : end]),
		used: time.Duration(n(fields[11])+n(fields[12])) * tick,
	}, true
}
