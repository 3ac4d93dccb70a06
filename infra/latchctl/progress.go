package latchctl

import (
	"io"
	"os"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"latchkey/infra/latchctl/importer"
)

// progress shows how far an import is: by a bar on a terminal, and by plain lines elsewhere.
type progress struct {
	rows  int
	told  int       // tenths
	out   io.Writer // of lines; above the bar, if there is one
	tells func(importer.Sum)
	ends  func()
}

func (a *app) progress(rows int) *progress {
	p := &progress{rows: rows, out: a.Err, ends: func() {}}
	p.tells = p.line
	if a.draws(a.Err) {
		p.draw()
	}
	return p
}

// draws holds for a terminal that shows more than lines.
func (a *app) draws(out *os.File) bool {
	return term.IsTerminal(int(out.Fd())) && a.Getenv("NO_COLOR") == "" && a.Getenv("TERM") != "dumb"
}

func (p *progress) draw() {
	container := mpb.New(mpb.WithOutput(p.out), mpb.WithWidth(60))
	bar := container.AddBar(int64(p.rows),
		mpb.PrependDecorators(decor.CountersNoUnit("%d of %d rows ")),
		mpb.AppendDecorators(decor.Percentage(), decor.Name(" "), decor.AverageETA(decor.ET_STYLE_GO)))
	p.out = container
	p.tells = func(s importer.Sum) { bar.SetCurrent(int64(s.Done + s.Failed)) }
	p.ends = func() {
		bar.Abort(false)
		container.Wait()
	}
}

// line prints a line for each tenth of the rows.
func (p *progress) line(s importer.Sum) {
	if tenths := (s.Done + s.Failed) * 10 / max(p.rows, 1); tenths > p.told {
		p.told = tenths
		write(p.out, "%d of %d rows: %d done, %d failed\n", s.Done+s.Failed, p.rows, s.Done, s.Failed)
	}
}

func (p *progress) event(e importer.Event) {
	if e.Waiting == 0 {
		p.tells(e.Sum)
		return
	}
	write(p.out, "Waiting for %v: %s\n", e.Waiting.Round(time.Millisecond), clean(e.Because.Error()))
}

func (p *progress) end() { p.ends() }
