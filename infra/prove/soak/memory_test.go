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
	// garbage is what Go lets stand in a process before it collects: five times what lives (see boot), of which a
	// password hash is 19 MB. Whether a process comes to that in the first third is chance.
	garbage = 96 * megabyte
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

// checkMemory demands of each function that was used in the first third and in the last that its processes, of
// which some live all the time, are not larger in the last by more than a quarter and the garbage.
func (s *soak) checkMemory(began time.Time) {
	took := s.mosts(began)
	for _, of := range slices.Sorted(maps.Keys(took)) {
		m := took[of]
		if m.first == 0 || m.last == 0 {
			continue
		}
		if m.last > m.first*5/4+garbage {
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
