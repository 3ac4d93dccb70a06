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
	// The largest process of a function may grow over its first third by this much: a quarter, and what one more
	// password hash and the garbage of a few requests take.
	slack = 64 * megabyte
)

// sample is the resident memory of a process at a time.
type sample struct {
	of    string
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
		s.samples = append(s.samples, sample{of, time.Now(), pages * int64(os.Getpagesize())})
	}
}

// most is what the largest process of a function took in the first third of the run, and in the last.
type most struct{ first, last int64 }

// checkMemory demands of each function that its largest process of the last third, by when those that are not killed
// are old, has hardly more than its largest of the first. Each process by itself would be too much to ask: one that
// was little used in the first third has not come to the garbage that Go lets stand.
func (s *soak) checkMemory(began time.Time) {
	took := s.mosts(began)
	for _, of := range slices.Sorted(maps.Keys(took)) {
		m := took[of]
		if m.first == 0 || m.last == 0 {
			continue
		}
		if m.last > m.first*5/4+slack {
			s.Errorf("%s took %d MB in the first third, and %d MB in the last", of, m.first/megabyte, m.last/megabyte)
		}
		s.report.memory(of, m.first, m.last)
	}
}

func (s *soak) mosts(began time.Time) map[string]most {
	third, took := time.Since(began)/3, map[string]most{}
	for _, sample := range s.samples {
		m := took[sample.of]
		switch at := sample.at.Sub(began); {
		case at < third:
			m.first = max(m.first, sample.bytes)
		case at > 2*third:
			m.last = max(m.last, sample.bytes)
		}
		took[sample.of] = m
	}
	return took
}
