package latchctl

import (
	"os"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"latchkey/infra/latchctl/importer"
)

// progress shows how far an import is: by a bar on a terminal, and by plain lines elsewhere.
type progress struct {
	app   *app
	rows  int
	told  int // tenths
	tells func(importer.Sum)
	ends  func()
}

func (a *app) progress(rows int) *progress {
	p := &progress{app: a, rows: rows, ends: func() {}}
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
	container := mpb.New(mpb.WithOutput(p.app.Err), mpb.WithWidth(60))
	bar := container.AddBar(int64(p.rows),
		mpb.PrependDecorators(decor.CountersNoUnit("%d of %d rows ")),
		mpb.AppendDecorators(decor.Percentage(), decor.Name(" "), decor.AverageETA(decor.ET_STYLE_GO)))
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
		p.app.say("%d of %d rows: %d done, %d failed", s.Done+s.Failed, p.rows, s.Done, s.Failed)
	}
}

func (p *progress) event(e importer.Event) {
	if e.Waiting == 0 {
		p.tells(e.Sum)
		return
	}
	if !p.app.draws(p.app.Err) { // it would go through the bar
		p.app.say("Waiting for %v: %s", e.Waiting.Round(time.Millisecond), clean(e.Because.Error()))
	}
}

func (p *progress) end() { p.ends() }
