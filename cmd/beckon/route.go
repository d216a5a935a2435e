package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// question is what `beckon route --explain` asks.
type question struct {
	Text string
	At   time.Time
}

func route(ctx context.Context, p program, args []string) error {
	fs := newFlags(p, "route", "Say what would become of a ticket: its triage, how everybody stands towards it, and who\nwould be told how. Stores and sends nothing. Works while the desk runs and while it is stopped.")
	var c config
	if err := c.bind(fs, p, "data", "url", "mongodb-uri", "gemini", "openai", "ai", "slack", "discord", "smtp", "mail"); err != nil {
		return err
	}
	var q question
	fs.StringVar(&q.Text, "explain", "", "the `words` of the ticket")
	at := fs.String("at", "", "`time` at which it comes in, like 2026-03-02T10:00:00Z or \"2026-03-02 10:00\" (default: now)")
	rest, err := parseSome(fs, p, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return wrong("did not expect %q: put the words of the ticket in quotes, after --explain", rest[0])
	}
	if strings.TrimSpace(q.Text) == "" {
		return wrong(`say what the ticket is about: beckon route --explain "VPN is down"`)
	}
	if q.At, err = parseMoment(*at); err != nil {
		return err
	}
	if err := errors.Join(c.oneDesk(fs), c.check()); err != nil {
		return err
	}
	report, err := explained(ctx, &c, p, q)
	if err != nil {
		if tickets.KindOf(err) == tickets.Invalid {
			return wrong("%s", tickets.MessageOf(err))
		}
		return err
	}
	fmt.Fprint(p.stdout, report)
	return nil
}

// parseMoment reads a time with its zone, or one of this machine's clock.
func parseMoment(s string) (time.Time, error) {
	if s == "" {
		return time.Now(), nil
	}
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at, nil
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", s, time.Local)
	if err != nil {
		return time.Time{}, wrong("--at %q is not a time like 2026-03-02T10:00:00Z or \"2026-03-02 10:00\"", s)
	}
	return at, nil
}

// explained asks the running desk if there is one, and otherwise opens the
// records, with the channels that the settings switch on.
func explained(ctx context.Context, c *config, p program, q question) (string, error) {
	answer, err := askDesk(ctx, c, "/route", q)
	if !errors.Is(err, errNoDesk) {
		return answer.Text, err
	}
	if err := c.holdsDesk(); err != nil {
		return "", err
	}
	d := &desk{cfg: c}
	if d.log, err = c.logger(p); err != nil {
		return "", err
	}
	err = d.openService(ctx)
	defer d.close()
	if err != nil {
		return "", err
	}
	if err := d.service.Recall(ctx); err != nil {
		return "", err
	}
	return explain(ctx, d.service, q)
}

// explain returns the report on a question.
func explain(ctx context.Context, desk *tickets.Service, q question) (string, error) {
	owner := tickets.Actor{User: tickets.User{Name: "shell", Role: tickets.Admin}, Via: tickets.System}
	e, err := desk.Explain(ctx, owner, q.Text, q.At)
	if err != nil {
		return "", err
	}
	var report strings.Builder
	writeExplanation(&report, e, q.At.Location())
	return report.String(), nil
}

func writeExplanation(out io.Writer, e tickets.Explanation, zone *time.Location) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	defer w.Flush()
	t := e.Ticket
	fmt.Fprintf(w, "ticket\t%s\n", t.Title)
	fmt.Fprintf(w, "at\t%s\n", e.At.In(zone).Format("Mon 2 Jan 2006, 15:04 MST"))
	fmt.Fprintf(w, "triage\tby %s%s\n", t.Triage.By, because(t.Triage.Fallback))
	fmt.Fprintf(w, "priority\t%s%s\n", t.Priority, because(t.Triage.Reason))
	fmt.Fprintf(w, "skills\t%s\n", orNone(t.Skills))
	if t.Category != "" {
		fmt.Fprintf(w, "category\t%s\n", t.Category)
	}
	if !t.Due.At.IsZero() {
		fmt.Fprintf(w, "due\t%s\n", t.Due.At.In(zone).Format("Mon 2 Jan 2006, 15:04 MST"))
	}
	goes := "nobody"
	if e.Decision.To != nil {
		goes = e.Decision.To.Name
	}
	fmt.Fprintf(w, "goes to\t%s: %s\n", goes, strings.Join(e.Decision.Why, "; "))
	w.Flush()
	fmt.Fprint(w, "\nperson\tscore\tfit\topen\t\n")
	for _, s := range e.People {
		if s.Barred != "" {
			fmt.Fprintf(w, "%s\t–\t–\t%d of %d\t%s\n", s.User.Name, s.Live, s.Share, s.Barred)
			continue
		}
		fmt.Fprintf(w, "%s\t%.2f\t%.2f\t%d of %d\tknows %s\n", s.User.Name, s.Score, s.Fit, s.Live, s.Share, orNone(s.Knows))
	}
	w.Flush()
	fmt.Fprint(w, "\nnotice\tto\tby\t\n")
	for _, n := range e.Notices {
		remark := n.Receipt.Error
		if at := n.Receipt.NotBefore; !at.IsZero() {
			remark = "not before " + at.In(zone).Format("Mon 15:04")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", n.Kind, n.To.Name, orNone(channelOf(n)), remark)
	}
}

func channelOf(n tickets.WouldTell) []string {
	if n.Receipt.Channel == "" {
		return nil
	}
	return []string{string(n.Receipt.Channel)}
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
