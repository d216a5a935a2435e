package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/api"
	"github.com/beckon-desk/beckon/api/web"
	"github.com/beckon-desk/beckon/bot"
	botdiscord "github.com/beckon-desk/beckon/bot/discord"
	botslack "github.com/beckon-desk/beckon/bot/slack"
	"github.com/beckon-desk/beckon/cmd/beckon/inngestd"
	"github.com/beckon-desk/beckon/notify/email"
	notifyslack "github.com/beckon-desk/beckon/notify/slack"
	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/flow"
	"github.com/beckon-desk/beckon/tickets/mongo"
	"github.com/beckon-desk/beckon/tickets/sqlite"
	"github.com/beckon-desk/beckon/tickets/transfer"
)

// store is where the records are kept.
type store interface {
	transfer.Store
	io.Closer
}

// openStore opens the records of a desk, which are all there.
func openStore(ctx context.Context, cfg *config) (store, error) {
	s, err := openRecords(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := transfer.Whole(ctx, s); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// openRecords opens the records, SQLite or MongoDB as the settings say.
func openRecords(ctx context.Context, cfg *config) (store, error) {
	if cfg.MongoDB != "" {
		return opened(mongo.Open(ctx, cfg.MongoDB))
	}
	return opened(sqlite.Open(ctx, cfg.dataFile("beckon.db")))
}

// opened makes a store that could not be opened nil.
func opened[S store](s S, err error) (store, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

// open makes the parts of the desk, clients first. What it opened before an
// error is closed by close.
func (d *desk) open(ctx context.Context, p program) error {
	d.ready, d.lost, d.restarted = newReadiness(partStore, partInngest), make(chan struct{}, 1), make(chan struct{}, 1)
	d.ready.watch = &d.health
	if err := d.openService(ctx); err != nil {
		return err
	}
	if err := d.knowSecret(ctx); err != nil {
		return err
	}
	d.ready.set(partStore, nil)
	if d.seed {
		if err := errors.Join(seed(ctx, d.service, d.store), joinDiscord(ctx, d.store, d.joined)); err != nil {
			return err
		}
	}
	d.bot = bot.New(bot.Config{Desk: d.service, Key: d.cfg.key("buttons"), Log: d.log})
	if err := errors.Join(d.openSlack(), d.openDiscord()); err != nil {
		return err
	}
	return d.openFlow(ctx, p)
}

// openService opens the records and makes the desk's verbs on top.
func (d *desk) openService(ctx context.Context) (err error) {
	if err := d.cfg.openData(); err != nil {
		return err
	}
	if d.store, err = openStore(ctx, d.cfg); err != nil {
		return err
	}
	notifiers, err := d.notifiers(d.cfg.key("buttons"))
	if err != nil {
		return err
	}
	d.channels = notifiers
	triager, err := d.triager()
	if err != nil {
		return err
	}
	d.service = tickets.New(tickets.Config{Store: d.store, Triager: triager, Notifiers: notifiers, URL: d.cfg.publicURL(), LinkKey: d.cfg.key("unsubscribe"), Log: d.log, Closed: d.cfg.SignUp == "closed", Alone: d.cfg.MongoDB == "", Instance: d.cfg.instance()})
	return nil
}

// knowSecret warns when the desk has another secret than at the last start, as
// after a move without it, or than another instance. The records keep a mark that
// tells one secret from another and signs nothing.
func (d *desk) knowSecret(ctx context.Context) error {
	mark := d.cfg.key("mark")[:8]
	var known []byte
	_, err := d.store.Document(ctx, "secret-mark", func(old []byte) ([]byte, error) {
		if known = old; bytes.Equal(old, mark) {
			return nil, tickets.ErrUnchanged
		}
		return mark, nil
	})
	if err == nil && known != nil && !bytes.Equal(known, mark) {
		d.log.Warn("the desk has another secret than before: everybody has to log in again, and buttons and unsubscribe links that were sent work no more. Instances of one desk want the same BECKON_SECRET")
	}
	return err
}

func (d *desk) openFlow(ctx context.Context, p program) (err error) {
	url := d.cfg.InngestURL
	if url == "" {
		d.inngest, err = inngestd.Start(ctx, inngestd.Config{Binary: d.cfg.InngestBinary, Progress: p.stderr, Log: d.log, OnRestart: func() { d.known.Store(false); poke(d.restarted) }})
		if err != nil {
			return err
		}
		url = d.inngest.URL()
	}
	d.flow, err = flow.New(flow.Config{Desk: d.service, Store: d.store, Instance: d.cfg.instance(), BaseURL: url, EventKey: d.cfg.InngestEventKey, SigningKey: d.cfg.InngestSigningKey, Log: d.log})
	return err
}

// notifiers returns the channels that are switched on.
func (d *desk) notifiers(key tickets.ButtonKey) (map[tickets.Platform]tickets.Notifier, error) {
	n := map[tickets.Platform]tickets.Notifier{}
	if d.cfg.SMTPURL != "" {
		mailer, err := email.New(email.Config{URL: d.cfg.SMTPURL, From: d.cfg.MailFrom})
		if err != nil {
			return nil, usageError{err}
		}
		n[tickets.Mail] = watchedMail{mailer, &d.health}
	}
	if d.cfg.SlackBotToken != "" {
		dm, err := notifyslack.New(notifyslack.Config{
			Token: d.cfg.SlackBotToken, APIURL: d.cfg.SlackURL, Buttons: key, Log: d.log,
			NoteDM: func(ctx context.Context, who tickets.IdentityKey, dm string, refused bool) error {
				return d.service.NoteDM(ctx, who, dm, refused)
			},
			Find: d.slackAccount,
		})
		if err != nil {
			return nil, usageError{err}
		}
		n[tickets.Slack] = dm
	}
	if d.cfg.DiscordToken != "" {
		dm, err := d.discordNotifier(key)
		if err != nil {
			return nil, err
		}
		n[tickets.Discord] = dm
	}
	return n, nil
}

// slackAccount finds the Slack account with a mail address, and joins it to the
// person who has that address.
func (d *desk) slackAccount(ctx context.Context, email tickets.Email) (tickets.Identity, error) {
	p, err := d.slack.ProfileByEmail(ctx, email)
	if err != nil {
		return tickets.Identity{}, err
	}
	if _, err := d.service.PersonFor(ctx, p); err != nil {
		return tickets.Identity{}, err
	}
	return p.Identity, nil
}

// chatsWait is how long Slack and Discord wait for an answer: zero for as long as
// they say. The simulated ones of tests wait longer, however busy the machine.
var chatsWait time.Duration

func (d *desk) openSlack() error {
	c := d.cfg
	if c.SlackBotToken == "" {
		return nil
	}
	d.ready.set(partSlack, errStarting)
	var err error
	d.slack, err = botslack.New(botslack.Config{
		BotToken: c.SlackBotToken, SigningSecrets: splitList(c.SlackSigningSecret), AppToken: c.SlackAppToken,
		APIURL: c.SlackURL, AnswerWithin: chatsWait, Bot: d.bot, Store: d.store, Log: d.log,
	})
	if err != nil {
		return usageError{err}
	}
	return nil
}

// handler is everything the public listener answers.
func (d *desk) handler(ctx context.Context) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", api.New(api.Config{Service: d.service, Secret: d.cfg.key("tokens"), URL: d.cfg.URL, Proxies: splitList(d.cfg.Proxies), Log: d.log, Web: web.Files(), Integrations: integrations{d}, Ready: func(context.Context) api.Readiness { return d.ready.now(ctx) }}))
	if d.slack != nil {
		mux.Handle("/slack/", d.slack.Handler())
	}
	if d.discord != nil && d.cfg.DiscordPublicKey != "" {
		mux.Handle(botdiscord.Path, d.discord.Handler())
	}
	for path, h := range d.mounts {
		mux.Handle(path, endingWith(ctx, h))
	}
	return mux
}

// close ends what open began, last first.
func (d *desk) close() error {
	var errs []error
	limit, cancel := context.WithTimeout(context.Background(), drainLimit)
	defer cancel()
	if d.slack != nil {
		errs = append(errs, d.slack.Close(limit))
	}
	if d.discord != nil {
		errs = append(errs, d.discord.Close(limit))
	}
	if d.bot != nil {
		d.bot.Wait()
	}
	if d.inngest != nil {
		d.inngest.Stop()
	}
	if d.store != nil {
		errs = append(errs, d.store.Close())
	}
	return errors.Join(errs...)
}

// key derives the key for one purpose from the secret, so that none can be used
// for another.
func (c *config) key(purpose string) []byte {
	h := hmac.New(sha256.New, []byte(c.Secret))
	h.Write([]byte("beckon " + purpose))
	return h.Sum(nil)
}

func splitList(s string) []string {
	var list []string
	for v := range strings.SplitSeq(s, ",") {
		if v = strings.TrimSpace(v); v != "" {
			list = append(list, v)
		}
	}
	return list
}
