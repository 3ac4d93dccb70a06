package soak

import (
	"os"
	"slices"
	"time"
)

// spared are functions that are not killed in this run, by the seed: their processes get old, so that it is
// seen whether they grow.
func (s *soak) spared() (names []string) {
	r := s.random(1 << 32)
	for _, f := range s.service.Service.Functions {
		if r.IntN(3) == 0 {
			names = append(names, f.Name)
		}
	}
	return names
}

// kill ends one process after the other, each after some more requests: so as much is cut off on a slow
// machine as on a fast one.
func (s *soak) kill(stop <-chan struct{}, spared []string) {
	r := s.random(1<<32 + 1)
	next := s.report.requests.Load()
	for {
		next += 10 + r.Int64N(20)
		for s.report.requests.Load() < next {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
		var running []int
		for _, f := range s.service.Service.Functions {
			if !slices.Contains(spared, f.Name) {
				running = append(running, s.service.Pids(f.Name)...)
			}
		}
		if len(running) == 0 {
			continue
		}
		if process, err := os.FindProcess(running[r.IntN(len(running))]); err == nil && process.Kill() == nil {
			s.report.kills.Add(1)
		}
	}
}
