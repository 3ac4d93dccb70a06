// Command hash measures how long a password hash takes where the service runs, and what a million of
// them cost on each processor: `make bench-hash API=https://…`.
//
// It needs no permission in AWS: it signs in as users who do not exist, for whom a hash is computed
// like for others. A password that can be written in several ways of Unicode takes a hash for each, so
// the difference to one of ASCII is the time of hashes alone, whatever the network and DynamoDB take.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

const (
	memoryMB = 1769 // of the functions that hash, in template.yaml
	pairs    = 20   // two of a hundred failures a pair that one network may have in ten minutes

	plain = "velvet tractor orbit moss"
	// many has a letter with an accent, composed and decomposed, and a ligature: four encodings.
	many = "velvet tractor orbit moss \u00e9 e\u0301 \ufb01"
	more = 3 // hashes for it than for the plain one
)

// Dollars for a GB-second of Lambda in us-east-1.
var prices = []struct {
	name string
	cost float64
}{{"arm64", 0.0000133334}, {"x86_64", 0.0000166667}}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Getenv("API"), os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, api string, out io.Writer) error {
	if api == "" {
		return errors.New("say where the service is: make bench-hash API=http://localhost:3000")
	}
	var hashes, whole []time.Duration
	for i := range pairs + 2 {
		one, err := refused(ctx, api, plain)
		if err != nil {
			return err
		}
		four, err := refused(ctx, api, many)
		if err != nil {
			return err
		}
		if i >= 2 { // the first ones start processes
			hashes, whole = append(hashes, (four-one)/more), append(whole, one)
		}
	}
	write(out, median(hashes), median(whole))
	return nil
}

// refused signs in as somebody who does not exist, and says how long the refusal took.
func refused(ctx context.Context, api, password string) (time.Duration, error) {
	body, err := json.Marshal(map[string]string{"username": "nobody-" + strings.ToLower(rand.Text()[:12]), "password": password})
	if err != nil {
		return 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(api, "/")+"/users/login", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	began := time.Now()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusUnauthorized {
		err = fmt.Errorf("a sign-in of nobody is answered %d, want 401: %s", resp.StatusCode, answer)
	}
	return time.Since(began), err
}

func write(out io.Writer, hash, whole time.Duration) {
	_, _ = fmt.Fprintf(out, "A password hash takes %.1f ms, and a refused sign-in %.1f ms from here (medians of %d).\n", millis(hash), millis(whole), pairs)
	for _, p := range prices {
		_, _ = fmt.Fprintf(out, "If this is %-7s a million hashes cost $%.2f: %.3f GB-seconds each, at $%.10f.\n",
			p.name+":", hash.Seconds()*memoryMB/1024*p.cost*1e6, hash.Seconds()*memoryMB/1024, p.cost)
	}
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
