package boot_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"latchkey/shared/start/boot"
)

// deadlines notes when a try has to end.
type deadlines struct{ left time.Duration }

func (d *deadlines) RoundTrip(r *http.Request) (*http.Response, error) {
	ends, _ := r.Context().Deadline()
	d.left = time.Until(ends)
	return nil, http.ErrHandlerTimeout
}

// A try takes as long as it may at least, and a tenth of what a longer request has left.
func TestWithin(t *testing.T) {
	for name, c := range map[string]struct{ request, try time.Duration }{
		"no deadline":     {0, time.Minute},
		"a short request": {5 * time.Minute, time.Minute},
		"a long request":  {100 * time.Minute, 10 * time.Minute},
		"one that ends":   {time.Second, time.Second},
	} {
		seen := new(deadlines)
		p := &boot.Process{HTTP: &http.Client{Transport: seen}}
		ctx := t.Context()
		if c.request > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, c.request)
			defer cancel()
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost", nil)
		if err != nil {
			t.Fatal(err)
		}
		if resp, err := p.Within(time.Minute).Do(r); err == nil {
			_ = resp.Body.Close()
			t.Error("an answer")
		}
		if seen.left > c.try || seen.left < c.try-30*time.Second && c.try > time.Second {
			t.Errorf("%s: a try of %v", name, seen.left)
		}
	}
}
