// Package latchctl is the command line of operators: sign-in, users, keys, flags, resets, audit records,
// import and export.
//
// It owns the commands, what they print and what their exit codes mean. Every call goes through clients/go.
// Package credential stores tokens, package rows reads files of users, package importer sends them.
package latchctl

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"latchkey/infra/latchctl/credential"
)

// Streams are what the program reads and writes. In is asked for passwords, codes and PINs; if it is a
// terminal, without echo.
type Streams struct {
	In       *os.File
	Out, Err *os.File
	Getenv   func(string) string
}

// Run runs a command line, and gives the exit code.
func Run(ctx context.Context, args []string, s Streams) int {
	store, err := credential.Default()
	if err != nil {
		_, _ = fmt.Fprintln(s.Err, "latchctl:", err)
		return exitFailed
	}
	a := &app{Streams: s, store: store, prompt: newPrompt(s.In, s.Err)}
	root := a.root()
	root.SetArgs(args)
	command, err := root.ExecuteContextC(ctx)
	a.report(ctx, command.CommandPath(), err)
	return a.exitCode(ctx, err)
}

// app is one run of the program.
type app struct {
	Streams
	store   credential.Store
	prompt  *prompt
	url     string
	json    bool
	started bool // whether the command line was understood
}

func (a *app) root() *cobra.Command {
	root := a.group("latchctl", "Operate a Latchkey service from the command line",
		a.signIn(), a.signOut(), a.whoami(),
		a.users(), a.registrationKeys(), a.serviceKeys(), a.flags(),
		a.allowReset(), a.withdrawReset(), a.resetFactors(), a.verifyPIN(), a.revokePIN(), a.audit(),
	)
	root.Long = `Operate a Latchkey service from the command line.

Sign in once with "latchctl sign-in --url https://id.example.com", or set LATCHKEY_SERVICE_KEY to a service key. A USER is a
username, an id, or "me". Passwords, codes and PINs are asked for, and are read from standard input if that is no terminal.

Exit codes: 0 done, 1 failed, 2 wrong usage or values, 3 sign in (again), 4 refused, 5 not found, 6 conflict, 7 too often,
8 some rows failed, 9 the service cannot be reached or fails, 130 interrupted.`
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	flags := root.PersistentFlags()
	flags.StringVar(&a.url, "url", a.Getenv("LATCHKEY_URL"), "the `address` of the service (default: LATCHKEY_URL, or where you signed in last)")
	flags.BoolVar(&a.json, "json", false, "print JSON: one document, or one line for each entry of a list")
	return root
}

// group is a command that has only commands.
func (a *app) group(use, short string, commands ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{Use: use, Short: short, Args: cobra.ArbitraryArgs}
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return fmt.Errorf("there is no command %q in %q", args[0], c.CommandPath())
		}
		return c.Help()
	}
	c.AddCommand(commands...)
	return c
}

// command is a command that does something. What fails before it runs is wrong usage.
func (a *app) command(use, short string, args cobra.PositionalArgs, run func(ctx context.Context, args []string) error) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Args: args, DisableFlagsInUseLine: true, RunE: func(c *cobra.Command, args []string) error {
		a.started = true
		return run(c.Context(), args)
	}}
}

// choices are what a shell completes the value of a flag to.
func choices(c *cobra.Command, flag string, values ...string) {
	complete := cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
	_ = c.RegisterFlagCompletionFunc(flag, complete) // fails for a flag that there is not, which a test finds
}

// say prints a sentence for people, beside what the command prints.
func (a *app) say(format string, values ...any) { write(a.Err, format+"\n", values...) }

// write prints to a stream of the program. A stream that is closed has no reader.
func write(to io.Writer, format string, values ...any) { _, _ = fmt.Fprintf(to, format, values...) }
