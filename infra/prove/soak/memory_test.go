package soak

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	sampleEvery = 2 * time.Second
	megabyte    = 1 << 20
	// A process may grow over its first third by this much: a quarter, and what one more password hash and
	// the garbage of a few requests take.
	slack = 64 * megabyte
)

// sample is the resident memory of a process at a time.
type sample struct {
	of    string
	pid   int
	at    time.Time
	bytes int64
}

// sample looks at all functions' processes, and at this one, which is the gateway and the rest of the stack.
func (s *soak) sample(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(sampleEvery):
		}
		s.look("the stack", os.Getpid())
		for _, f := range s.service.Service.Functions {
			for _, pid := range s.service.Pids(f.Name) {
				s.look(f.Name, pid)
			}
		}
	}
}

func (s *soak) look(of string, pid int) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return // it has ended, or the system has no such files
	}
	if fields := strings.Fields(string(text)); len(fields) > 1 {
		pages, _ := strconv.ParseInt(fields[1], 10, 64)
		s.samples = append(s.samples, sample{of, pid, time.Now(), pages * int64(os.Getpagesize())})
	}
}

// life is the most that one process took in the first third of the run, and in the last.
type life struct {
	of          string
	first, last int64
}

// checkMemory demands of each process that lived in the first third and in the last that it has not grown by
// more than a quarter and a little. Of each function, the process that grew most is shown.
func (s *soak) checkMemory(began time.Time) {
	most := map[string]life{}
	for _, l := range s.lives(began) {
		if l.first == 0 || l.last == 0 {
			continue
		}
		if shown, there := most[l.of]; !there || l.last-l.first > shown.last-shown.first {
			most[l.of] = l
		}
		if l.last > l.first*5/4+slack {
			s.Errorf("%s took %d MB in the first third, and %d MB in the last", l.of, l.first/megabyte, l.last/megabyte)
		}
	}
	for _, of := range slices.Sorted(maps.Keys(most)) {
		s.report.memory(of, most[of].first, most[of].last)
	}
}

func (s *soak) lives(began time.Time) map[int]life {
	third, lives := time.Since(began)/3, map[int]life{}
	for _, m := range s.samples {
		l := lives[m.pid]
		l.of = m.of
		switch at := m.at.Sub(began); {
		case at < third:
			l.first = max(l.first, m.bytes)
		case at > 2*third:
			l.last = max(l.last, m.bytes)
		}
		lives[m.pid] = l
	}
	return lives
}
