// Beckon is a help desk that lives in chat. See README.md, or run
//
//	go run ./cmd/beckon demo
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	_ "time/tzdata" // where the machine has no zones of its own, everybody would work in UTC
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends us at once
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}

// program is what a command may touch of the world it runs in.
type program struct {
	environ        []string // as os.Environ gives it
	helps          bool     // asked what a command is for, which no setting may prevent
	stdin          io.Reader
	stdout, stderr io.Writer
}

// command is one subcommand. Its run parses its own arguments.
type command struct {
	name  string
	short string // one line for the list
	run   func(ctx context.Context, p program, args []string) error
}

// commands in the order a newcomer wants them.
func commands() []command {
	return []command{
		{"demo", "run the whole desk with simulated chats, mail and people; needs no account", demo},
		{"serve", "run the desk with real parts", serve},
		{"user", "add people from the shell", user},
		{"discord", "print the link that invites the bot to a Discord server", discord},
		{"route", "say who would get a ticket, why, and who would be told", route},
		{"backup", "write the desk to one portable file", backup},
		{"restore", "put a backup into an empty desk", restore},
		{"copy", "copy a desk to another place, such as from SQLite to MongoDB", copyDesk},
		{"eval", "measure a triager on labelled tickets", evaluate},
		{"version", "say which build this is", version},
	}
}

// run carries out one command line in an environment, and returns the exit code:
// 0 done, 1 failed, 2 the command line or the settings are wrong.
func run(ctx context.Context, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) > 1 && args[0] == "help" {
		args = []string{args[1], "--help"}
	}
	if len(args) == 0 || slices.Contains([]string{"help", "-h", "-help", "--help"}, args[0]) {
		usage(stdout)
		return 0
	}
	if args[0] == "--version" {
		args = []string{"version"}
	}
	i := slices.IndexFunc(commands(), func(c command) bool { return c.name == args[0] })
	if i < 0 {
		fmt.Fprintf(stderr, "beckon: there is no command %q\n\n", args[0])
		usage(stderr)
		return 2
	}
	p := program{environ: environ, helps: asksForHelp(args), stdin: stdin, stdout: stdout, stderr: stderr}
	err := commands()[i].run(ctx, p, args[1:])
	var wrong usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintf(stderr, "beckon %s: %v\nRun \"beckon %s --help\" for the settings.\n", args[0], err, args[0])
		return 2
	}
	fmt.Fprintf(stderr, "beckon %s: %v\n", args[0], err)
	return 1
}

// usageError is a mistake in the command line or the settings.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func wrong(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func usage(w io.Writer) {
	fmt.Fprint(w, "Beckon, a help desk that lives in chat.\n\nUsage: beckon COMMAND [flags]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-8s  %s\n", c.name, c.short)
	}
	fmt.Fprint(w, "\nbeckon COMMAND --help lists a command's flags. Every setting is a flag, an environment\nvariable, or a line of a .env file in the working directory, in that order.\n")
}

// release is set by the linker where Go has no repository to take it from, as in
// the image.
var release string

// version names the build: its release, or the tag or commit that Go has stamped in.
func version(_ context.Context, p program, args []string) error {
	if err := parse(newFlags(p, "version", "Print which build this is, for a report of a fault."), p, args); err != nil {
		return err
	}
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("this program was built without its version")
	}
	fmt.Fprintf(p.stdout, "beckon %s %s %s/%s\n", cmp.Or(release, build.Main.Version), build.GoVersion, runtime.GOOS, runtime.GOARCH)
	return nil
}

// newFlags returns a flag set that prints its help, headed by what the command
// does, when asked for or when an argument is wrong.
func newFlags(p program, name, about string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(p.stderr)
	fs.Usage = func() {
		fmt.Fprintf(fs.Output(), "Usage: beckon %s [flags]\n\n%s\n\n", name, about)
		fs.VisitAll(func(f *flag.Flag) {
			kind, text := flag.UnquoteUsage(f)
			if f.DefValue != "" && f.DefValue != "false" {
				text += fmt.Sprintf(" (default %s)", f.DefValue)
			}
			fmt.Fprintf(fs.Output(), "  --%-27s %s\n", strings.TrimSpace(f.Name+" "+kind), text)
		})
	}
	return fs
}

func asksForHelp(args []string) bool {
	return slices.ContainsFunc(args, func(a string) bool { return a == "-h" || a == "-help" || a == "--help" })
}

// takeVerb takes the verb of a command that has one off its arguments, and
// reports whether it is there. Who asks for help need not name it.
func takeVerb(args []string, verb string) ([]string, bool) {
	switch {
	case asksForHelp(args):
		return args, true
	case len(args) == 0 || args[0] != verb:
		return nil, false
	}
	return args[1:], true
}

// parse reads args and refuses what is left over.
func parse(fs *flag.FlagSet, p program, args []string) error {
	rest, err := parseSome(fs, p, args)
	if err == nil && len(rest) > 0 {
		return wrong("did not expect %q", rest[0])
	}
	return err
}

// parseSome reads args and returns what is left over: whatever is no flag, before
// the flags and behind them.
func parseSome(fs *flag.FlagSet, p program, args []string) (rest []string, err error) {
	if asksForHelp(args) {
		fs.SetOutput(p.stdout)
		fs.Usage()
		return nil, flag.ErrHelp
	}
	fs.SetOutput(io.Discard) // the mistake, which we say ourselves, is better than a page of flags
	for {
		if err := fs.Parse(args); err != nil {
			return nil, usageError{err}
		}
		if fs.NArg() == 0 {
			return rest, nil
		}
		rest, args = append(rest, fs.Arg(0)), fs.Args()[1:]
	}
}
