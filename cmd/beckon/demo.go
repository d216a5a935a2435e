package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

// simPath is where the demo's chat simulator is mounted.
const simPath = "/sim/"

func demo(ctx context.Context, p program, args []string) error {
	fs := newFlags(p, "demo", "Run the whole desk with a simulated Slack and Discord, a mail server that delivers to nobody, and people\nwho log in with the password "+demoPassword+". Whatever real token or URL you give makes that part real.")
	c := config{instead: map[string]string{
		"data":      "data/demo", // beside a real desk's records, not among them
		"log-level": "warn",      // what the page shows is worth more here than a log of requests
	}}
	if err := c.bind(fs, p); err != nil {
		return err
	}
	if err := parse(fs, p, args); err != nil {
		return err
	}
	l, err := listen(&c)
	if err != nil {
		return err
	}
	defer l.Close()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("the data folder cannot be made: %w", err)
	}
	s, err := simulate(&c)
	if err != nil {
		return err
	}
	defer s.close()
	if err := c.check(); err != nil {
		return err
	}
	log, err := c.logger(p)
	if err != nil {
		return err
	}
	d := &desk{cfg: &c, log: log, listener: l, seed: true, joined: s.joined, mounts: map[string]http.Handler{simPath: http.StripPrefix(strings.TrimSuffix(simPath, "/"), s.console(c.URL))}}
	return d.operate(ctx, p, func() {
		fmt.Fprintf(p.stdout, "\nChat simulator  %s%s\nDashboard       %s/\nLog in as       admin@demo.test, moderator@demo.test or employee@demo.test, password %s\n\nready %s\n",
			c.URL, simPath, c.URL, demoPassword, c.URL)
	})
}

// simulators are the third parties of the demo that were not given for real.
type simulators struct {
	slack   *sim.Slack
	discord *sim.Discord
	joined  map[string]tickets.Identity // the demo people's Discord accounts
	mail    *sim.Mail
}

// simulate starts a simulator for every part that has no real settings, and
// fills its settings in.
func simulate(c *config) (*simulators, error) {
	s := &simulators{}
	var err error
	if c.SlackBotToken == "" {
		if s.slack, err = demoSlack(c); err != nil {
			return nil, fmt.Errorf("the Slack simulator: %w", err)
		}
	}
	if c.DiscordToken == "" {
		if s.discord, s.joined, err = demoDiscord(c); err != nil {
			return nil, errors.Join(fmt.Errorf("the Discord simulator: %w", err), s.close())
		}
	}
	if c.SMTPURL == "" {
		if s.mail, err = sim.NewMail(sim.MailConfig{Dir: c.dataFile("outbox")}); err != nil {
			return nil, errors.Join(fmt.Errorf("the mail sink: %w", err), s.close())
		}
		c.SMTPURL, c.MailFrom = s.mail.URL(), "Beckon help desk <desk@demo.test>"
	}
	return s, nil
}

func demoSlack(c *config) (*sim.Slack, error) {
	w, err := sim.NewSlack(sim.SlackConfig{
		File: c.dataFile("slack.json"), Domain: "demo",
		App: sim.SlackApp{
			Commands: []sim.SlackCommand{{Command: "/ticket", Description: "Open a ticket, or see yours", UsageHint: "[what is wrong] | list | help"}},
			Shortcuts: []sim.SlackShortcut{
				{Name: "Create ticket", CallbackID: "ticket_from_message"},
				{Name: "New ticket", CallbackID: "ticket_new", Global: true},
			},
		},
	})
	if err != nil {
		return nil, err
	}
	w.RequestURLs(c.URL)
	members := []string{"beckon"} // or it would not hear who mentions it there
	for _, p := range demoPeople {
		w.AddUser(sim.SlackUser{Name: p.handle, RealName: p.name, Email: p.email, TZ: p.zone, Hint: p.hint})
		members = append(members, p.handle)
	}
	w.AddChannel(sim.SlackChannel{Name: "general", Members: members})
	w.AddChannel(sim.SlackChannel{Name: "random", Members: members})
	c.SlackBotToken, c.SlackSigningSecret, c.SlackURL = w.BotToken(), w.SigningSecret(), w.APIURL()
	return w, nil
}

// console is the page on which a person plays everybody.
func (s *simulators) console(desk string) http.Handler {
	var windows []sim.Window
	if s.slack != nil {
		windows = append(windows, s.slack.Window())
	}
	if s.discord != nil {
		windows = append(windows, s.discord.Window())
	}
	if s.mail != nil {
		windows = append(windows, s.mail.Window())
	}
	return sim.Console(sim.ConsoleConfig{
		Windows: windows, Panes: []string{"slack:ann", "slack:maya"},
		Links: []sim.Link{{Title: "Outbox", URL: simPath + "mail/"}, {Title: "Dashboard", URL: desk + "/"}},
	})
}

func (s *simulators) close() error {
	var errs []error
	if s.slack != nil {
		errs = append(errs, s.slack.Close())
	}
	if s.discord != nil {
		errs = append(errs, s.discord.Close())
	}
	if s.mail != nil {
		errs = append(errs, s.mail.Close())
	}
	return errors.Join(errs...)
}
