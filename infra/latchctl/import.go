package latchctl

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	latchkey "latchkey/clients/go"
	"latchkey/infra/latchctl/importer"
	"latchkey/infra/latchctl/rows"
	"latchkey/shared/domain/password"
)

// importOptions are the flags of an import.
type importOptions struct {
	results, format        string
	batchRows, minPassword int
	perSecond              float64
	checkOnly, retryFailed bool
}

func (a *app) usersImport() *cobra.Command {
	var o importOptions
	c := a.command("import FILE", "Make accounts for the users in a CSV file or in JSON lines", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		return a.importFile(ctx, args[0], o)
	})
	c.Long = `Make accounts for the users in a CSV file or in JSON lines.

The whole file is checked before anything is sent. What became of each row is written to the result file. An import that was
interrupted goes on when the same command is given again, and makes nobody twice.`
	f := c.Flags()
	f.StringVar(&o.results, "results", "", "the result `file` (default: FILE.results.jsonl)")
	f.StringVar(&o.format, "format", "", "csv or jsonl (default: by the name of the file, or by its beginning)")
	f.IntVar(&o.batchRows, "batch", importer.MostRows, "how many `rows` a request has, up to 100")
	f.Float64Var(&o.perSecond, "rate", 0, "how many `rows` are sent in a second, at most (default: as many as the service takes)")
	f.IntVar(&o.minPassword, "password-min-length", 15, "the PasswordMinLength of the deployment, in `characters`")
	f.BoolVar(&o.checkOnly, "check", false, "check the file, and send nothing")
	f.BoolVar(&o.retryFailed, "retry-failed", false, "send the rows once more that were refused")
	choices(c, "format", string(rows.CSV), string(rows.JSONLines))
	return c
}

func (a *app) importFile(ctx context.Context, path string, o importOptions) error {
	format := rows.Format(o.format)
	if o.batchRows < 1 || o.batchRows > importer.MostRows || o.perSecond < 0 || format != rows.Auto && format != rows.CSV && format != rows.JSONLines {
		return usage("--batch is from 1 to %d, --rate is not negative, --format is csv or jsonl", importer.MostRows)
	}
	file, err := rows.Open(path, format)
	if err != nil {
		return usage("%v", err)
	}
	defer func() { _ = file.Close() }()
	count, err := a.checkFile(file, o)
	if err != nil || o.checkOnly {
		return err
	}
	client, err := a.client()
	if err != nil {
		return err
	}
	if o.results == "" {
		o.results = path + ".results.jsonl"
	}
	return a.send(ctx, client, file, count, o)
}

// checkFile tells everything that is wrong with a file, by line.
func (a *app) checkFile(file *rows.File, o importOptions) (int, error) {
	report, err := file.Check(password.Policy{MinLength: o.minPassword})
	if err != nil {
		return 0, err
	}
	for _, r := range report.Reasons {
		a.say("%s", clean(r.Error()))
	}
	if more := report.Refused - len(report.Reasons); more > 0 {
		a.say("and %d more", more)
	}
	if a.json && (report.Refused > 0 || o.checkOnly) {
		reasons := append([]*rows.Reason{}, report.Reasons...)
		if err := a.document(map[string]any{"rows": report.Rows, "refused": report.Refused, "reasons": reasons}); err != nil {
			return 0, err
		}
	}
	if report.Refused > 0 {
		return 0, usage("the file has %d faults. Nothing was sent", report.Refused)
	}
	if o.checkOnly && !a.json {
		return report.Rows, a.done("The file has %d rows, and nothing is wrong with them.", report.Rows)
	}
	return report.Rows, nil
}

func (a *app) send(ctx context.Context, client *latchkey.Client, file *rows.File, count int, o importOptions) error {
	who, err := a.caller(ctx, client)
	if err != nil {
		return err
	}
	address, err := a.service()
	if err != nil {
		return err
	}
	bar := a.progress(count)
	i := &importer.Import{
		Client: client, File: file, Results: o.results, URL: address, Caller: named(who),
		BatchRows: o.batchRows, PerSecond: o.perSecond, RetryFailed: o.retryFailed, Say: bar.event,
	}
	sum, err := i.Run(ctx)
	bar.end()
	return a.summary(count, sum, o.results, err)
}

// named says who imports, in the result file.
func named(caller any) string {
	switch c := caller.(type) {
	case *latchkey.User:
		return fmt.Sprintf("user %d", c.ID)
	case keyHolder:
		return "service key ending in " + c.Hint
	}
	return ""
}

// summary says what was done, and how to go on with the rest.
func (a *app) summary(count int, sum importer.Sum, results string, err error) error {
	left := count - sum.Done - sum.Failed
	if a.json {
		document := map[string]any{"rows": count, "done": sum.Done, "failed": sum.Failed, "skipped": sum.Skipped, "left": left, "results": results}
		if writeErr := a.document(document); writeErr != nil {
			return errors.Join(err, writeErr)
		}
	} else if !errors.Is(err, importer.ErrElsewhere) {
		write(a.Out, "%d rows: %d done, %d failed, %d left. The results are in %s.\n", count, sum.Done, sum.Failed, left, results)
	}
	switch {
	case err != nil && !errors.Is(err, importer.ErrElsewhere):
		a.say("What was done is recorded. Give the same command again to go on.")
		return err
	case err == nil && sum.Failed > 0:
		a.say("The failed rows have a code in the result file. Send them once more with --retry-failed.")
		return errSomeFailed
	}
	return err
}
