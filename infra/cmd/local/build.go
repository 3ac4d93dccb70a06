package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"latchkey/infra/build"
)

func buildFunctions(ctx context.Context, p *progress) error {
	done := p.begin("building the functions", "functions built")
	_, err := build.Build(ctx, ".", binariesFolder, build.Here)
	done(err == nil)
	return err
}

// watch rebuilds what changes until ctx ends. While something does not compile, the
// binaries from before keep serving.
func watch(ctx context.Context, out io.Writer) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	sources, template := build.Fingerprint("."), modifiedAt(templateFile)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if now := build.Fingerprint("."); now != sources {
			sources = now
			rebuild(ctx, out)
		}
		if now := modifiedAt(templateFile); !now.Equal(template) {
			template = now
			_, _ = fmt.Fprintln(out, templateFile+" was changed: start again to use it")
		}
	}
}

func modifiedAt(file string) time.Time {
	info, err := os.Stat(file)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

func rebuild(ctx context.Context, out io.Writer) {
	started := time.Now()
	changed, err := build.Build(ctx, ".", binariesFolder, build.Here)
	var failed *build.CompileError
	switch {
	case ctx.Err() != nil:
	case errors.As(err, &failed):
		_, _ = fmt.Fprintln(out, failed.Output+"\nthe functions from before stay in use")
	case err != nil:
		_, _ = fmt.Fprintln(out, err)
	case len(changed) > 0:
		_, _ = fmt.Fprintf(out, "rebuilt %s in %.1f s\n", listed(changed), time.Since(started).Seconds())
	}
}

func listed(names []string) string {
	if len(names) > 4 {
		return fmt.Sprintf("%d functions", len(names))
	}
	return strings.Join(names, ", ")
}
