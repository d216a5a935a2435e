package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mattn/go-isatty"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/mongo"
	"github.com/beckon-desk/beckon/tickets/sqlite"
	"github.com/beckon-desk/beckon/tickets/transfer"
)

// backupLimit bounds how long a running desk may take to write itself out.
const backupLimit = 12 * time.Hour

// secretStays is said when a desk has come to another place.
const secretStays = "The desk's secret stays behind: take the file named secret from the old data folder along, or set\nBECKON_SECRET to what it holds. Without it everybody has to log in again, and buttons and unsubscribe\nlinks that were sent before work no more."

func copyDesk(ctx context.Context, p program, args []string) error {
	fs := newFlags(p, "copy", "Copy a desk, with everything in it, to an empty place: a data folder, a SQLite file, or a\nmongodb:// address. Run it again if it was cut short; it goes on where it was. What arrived is\ncompared with what was read. A desk on MongoDB may go on working meanwhile; one on SQLite must\nbe stopped, for one process at a time owns a file.")
	from := fs.String("from", "", "`place` of the desk")
	to := fs.String("to", "", "`place` to copy it to")
	if err := parse(fs, p, args); err != nil {
		return err
	}
	if *from == "" || *to == "" || nameOf(*from) == nameOf(*to) {
		return wrong("say from where and to where: beckon copy --from data --to mongodb://host:27017/beckon")
	}
	if !isMongo(*from) {
		if _, err := os.Stat(fileOf(*from)); err != nil {
			return wrong("there is no desk at %s", *from)
		}
	}
	source, err := openPlace(ctx, *from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := openPlace(ctx, *to)
	if err != nil {
		return err
	}
	defer target.Close()
	sum, err := transfer.Copy(ctx, nameOf(*from), source, target, progressOn(p.stderr, "Copying"))
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "Copied and compared: %v.\n", sum)
	if !isMongo(*from) {
		fmt.Fprintln(p.stdout, secretStays)
	}
	return nil
}

// isMongo reports whether a place is an address of MongoDB.
func isMongo(place string) bool {
	return strings.HasPrefix(place, "mongodb://") || strings.HasPrefix(place, "mongodb+srv://")
}

// fileOf returns the SQLite file at a place: itself, or the one in a data folder.
func fileOf(place string) string {
	if info, err := os.Stat(place); err == nil && !info.IsDir() || err != nil && strings.HasSuffix(place, ".db") {
		return place
	}
	return (&config{Data: place}).dataFile("beckon.db")
}

func openPlace(ctx context.Context, place string) (store, error) {
	if isMongo(place) {
		return opened(mongo.Open(ctx, place))
	}
	file := fileOf(place)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	return opened(sqlite.Open(ctx, file))
}

// nameOf tells places apart without saying where they are, for an address may
// hold a password.
func nameOf(place string) string {
	if !isMongo(place) {
		if path, err := filepath.Abs(fileOf(place)); err == nil {
			place = path
		}
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(place)))
}

func backup(ctx context.Context, p program, args []string) error {
	c, file, err := parseFile(p, "backup", "Write the desk, with everything in it, to one portable FILE: gzipped JSON lines, checked when\nit is restored. Works while the desk runs and while it is stopped. The file holds everybody's\ntickets and password hashes; it does not hold the desk's secret.", args)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(file); err == nil {
		return wrong("%s is there already; name another file", file)
	}
	if file, err = filepath.Abs(file); err != nil {
		return err
	}
	what, err := backupBy(ctx, p, c, file)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "Backed up: %s.\n", what)
	return nil
}

// backupBy has the running desk write the backup, if it is the one that may open
// the records, and otherwise opens them.
func backupBy(ctx context.Context, p program, c *config, file string) (string, error) {
	if c.MongoDB != "" {
		return backupHere(ctx, p, c, file)
	}
	long, cancel := context.WithTimeout(ctx, backupLimit)
	defer cancel()
	answer, err := askDesk(long, c, "/backup", backupRequest{file})
	if errors.Is(err, errNoDesk) {
		return backupHere(ctx, p, c, file)
	}
	return answer.Text, err
}

// backupRequest is what `beckon backup` asks of a running desk.
type backupRequest struct{ File string }

// backupHere opens the records and writes the backup.
func backupHere(ctx context.Context, p program, c *config, file string) (string, error) {
	if err := c.holdsDesk(); err != nil {
		return "", err
	}
	s, err := openStore(ctx, c)
	if err != nil {
		return "", err
	}
	defer s.Close()
	return writeBackup(ctx, s, file, progressOn(p.stderr, "Backing up"))
}

// writeBackup writes a backup that is there whole or not at all, and returns
// what is in it. Two that are written at once do not meet; for them, what one that
// was killed leaves cannot be told from what another is writing, and stays.
func writeBackup(ctx context.Context, s transfer.Store, file string, progress transfer.Progress) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*.part")
	if err != nil {
		return "", notWritten(err)
	}
	sum, err := transfer.Backup(ctx, s, f, time.Now(), progress)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return "", notWritten(err)
	}
	return sum.String(), nil
}

// notWritten says what is wrong with the place of a file, if that is what failed.
func notWritten(err error) error {
	var at *fs.PathError
	var renaming *os.LinkError
	if errors.As(err, &at) || errors.As(err, &renaming) {
		return &tickets.Error{Kind: tickets.Invalid, Message: "The file cannot be written: " + err.Error()}
	}
	return err
}

func restore(ctx context.Context, p program, args []string) error {
	c, file, err := parseFile(p, "restore", "Put the desk that beckon backup wrote to FILE into an empty data folder or MongoDB. The file is\nread through before anything is written, and what arrived is compared with it. Run it again if\nit was cut short.", args)
	if err != nil {
		return err
	}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return wrong("there is no file %s", file)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if c.MongoDB == "" {
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			return err
		}
	}
	s, err := openRecords(ctx, c)
	if err != nil {
		return err
	}
	defer s.Close()
	sum, err := transfer.Restore(ctx, f, s, progressOn(p.stderr, "Restoring"))
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "Restored and compared: %v.\n", sum)
	if c.Secret == "" {
		fmt.Fprintln(p.stdout, secretStays)
	}
	return nil
}

// parseFile reads the arguments of a command about one desk and one FILE.
func parseFile(p program, name, about string, args []string) (*config, string, error) {
	fs := newFlags(p, name+" FILE", about)
	c := &config{}
	if err := c.bind(fs, p, "data", "mongodb-uri"); err != nil {
		return nil, "", err
	}
	rest, err := parseSome(fs, p, args)
	if err != nil {
		return nil, "", err
	}
	if len(rest) != 1 {
		return nil, "", wrong("name one file: beckon %s --data data desk.beckon.gz", name)
	}
	return c, rest[0], c.oneDesk(fs)
}

// progressOn draws a bar on a terminal, and says a line now and then elsewhere.
func progressOn(w io.Writer, what string) transfer.Progress {
	file, isFile := w.(*os.File)
	drawn := isFile && isatty.IsTerminal(file.Fd())
	every, last := 5*time.Second, time.Now()
	if drawn {
		every = 100 * time.Millisecond
	}
	return func(done, total int) {
		if time.Since(last) < every && (done < total || !drawn) {
			return
		}
		last = time.Now()
		if !drawn {
			fmt.Fprintf(w, "%s: %d of about %d records\n", what, done, total)
			return
		}
		const width = 40
		full := width * done / max(total, 1)
		fmt.Fprintf(w, "\r%s [%s%s] %d of about %d ", what, strings.Repeat("#", full), strings.Repeat(".", width-full), done, total)
		if done >= total {
			fmt.Fprint(w, "\r\033[K")
		}
	}
}
