package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// server is one that accounts are made at.
type server interface {
	name() string
	start(ctx context.Context) (*running, error)
	acts(r *running, p plan) []act
}

// act is one thing that users do. It is done many times, by several clients at once.
type act struct {
	name   string
	hashes bool         // whether a password is hashed
	here   bool         // whether this program does it, without a request
	before func() error // prepares what the act needs
	once   func(int) error
}

// row is what one act took at one server.
type row struct {
	server, act string
	here        bool
	done        int
	took        time.Duration // by the clock, all of them
	p50, p99    time.Duration
	processor   usage         // of all of them
	hash        time.Duration // processor time of one hash, on its own; zero where none is made
}

// measure does each act in turn. Hashes are made alone right before and after what has one: a machine that others share is
// faster at one time than at another.
func measure(ctx context.Context, s server, p plan, hash func()) ([]row, error) {
	fmt.Fprintln(os.Stderr, s.name(), "…") // the tables are on standard output
	r, err := s.start(ctx)
	if err != nil {
		return nil, err
	}
	defer r.stop()
	var rows []row
	for _, a := range s.acts(r, p) {
		var hashes []time.Duration
		if a.hashes {
			hashes = ownTimes(hash)
		}
		one, err := a.measure(ctx, r, p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.name, err)
		}
		one.server = s.name()
		if a.hashes {
			one.hash = median(append(hashes, ownTimes(hash)...))
		}
		rows = append(rows, one)
	}
	return rows, nil
}

func (a act) measure(ctx context.Context, r *running, p plan) (row, error) {
	if a.before != nil {
		if err := a.before(); err != nil {
			return row{}, err
		}
	}
	var n atomic.Int64
	// What starts with the first requests, such as a process for each client, is not measured.
	if _, err := a.repeat(ctx, &n, p.clients, p.each/5); err != nil {
		return row{}, err
	}
	before, err := a.used(r)
	if err != nil {
		return row{}, err
	}
	began := time.Now()
	all, err := a.repeat(ctx, &n, p.clients, p.each)
	took := time.Since(began)
	if err != nil {
		return row{}, err
	}
	after, err := a.used(r)
	slices.Sort(all)
	return row{
		act: a.name, here: a.here, done: len(all), took: took, processor: after.less(before),
		p50: percentile(all, 50), p99: percentile(all, 99),
	}, err
}

func (a act) used(r *running) (usage, error) {
	if a.here {
		return usage{server: own()}, nil
	}
	return r.used()
}

// repeat does an act by many clients for a time, and says how long each took. No two are given the
// same number.
func (a act) repeat(ctx context.Context, n *atomic.Int64, clients int, each time.Duration) ([]time.Duration, error) {
	took, failed := make([][]time.Duration, clients), make([]error, clients)
	end := time.Now().Add(each)
	var all sync.WaitGroup
	for c := range clients {
		all.Go(func() {
			for failed[c] == nil && time.Now().Before(end) && ctx.Err() == nil {
				began := time.Now()
				failed[c] = a.once(int(n.Add(1)))
				took[c] = append(took[c], time.Since(began))
			}
		})
	}
	all.Wait()
	return slices.Concat(took...), errors.Join(errors.Join(failed...), ctx.Err())
}

// percentile is of what is sorted: the least that so many of a hundred do not exceed.
func percentile(sorted []time.Duration, percent int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)*percent+99)/100-1]
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return percentile(all, 50)
}
