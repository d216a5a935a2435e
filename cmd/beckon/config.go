package main

import (
	"cmp"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/ai"
	"github.com/beckon-desk/beckon/tickets/flow"
)

// config holds every setting of a running desk.
type config struct {
	Listen, Data, URL, Secret string
	MongoDB                   string
	LogLevel                  string
	Proxies, DrainDelay       string
	SignUp                    string
	farewell                  time.Duration // DrainDelay, parsed by check

	InngestURL, InngestEventKey, InngestSigningKey, InngestBinary string

	GeminiKey, GeminiModel, GeminiURL string
	OpenAIURL, OpenAIKey, OpenAIModel string
	AIDaily, AIRedact                 string
	aiDaily                           int             // parsed by check
	instructions                      ai.Instructions // for a model, to try; the zero value for the built-in ones

	SlackBotToken, SlackSigningSecret, SlackAppToken, SlackURL string

	DiscordToken, DiscordApplication, DiscordURL                string
	DiscordGuilds, DiscordWatch, DiscordStaff, DiscordPublicKey string

	SMTPURL, MailFrom string

	instead map[string]string // defaults of a command's own, by flag; who sets the usual one means this
}

// setting ties a field of config to its flag, its variable and its help.
type setting struct {
	flag, env string
	value     *string
	fallback  string
	help      string
}

// settings is the one list of what can be set; flags, variables and help all
// come from it.
func (c *config) settings() []setting {
	return append([]setting{
		{"listen", "BECKON_LISTEN", &c.Listen, "127.0.0.1:8080", "`address` to listen on"},
		{"data", "BECKON_DATA", &c.Data, "data", "`folder` for the database and the secret"},
		{"url", "BECKON_URL", &c.URL, "", "public `URL` of the desk, for links (default http://LISTEN)"},
		{"secret", "BECKON_SECRET", &c.Secret, "", "`words` that sign log-ins and buttons; at least 32 characters (default: made once, kept in the data folder)"},
		{"mongodb-uri", "BECKON_MONGODB_URI", &c.MongoDB, "", "`URI` of a MongoDB to keep records in, instead of SQLite"},
		{"proxies", "BECKON_PROXIES", &c.Proxies, "", "`networks` of proxies in front, such as 10.0.0.0/8, with commas: what they say of a client's address is believed"},
		{"signup", "BECKON_SIGNUP", &c.SignUp, "open", "`who` gets an account: open for whoever signs up on the web, closed for those invited or in chat only"},
		{"drain-delay", "BECKON_DRAIN_DELAY", &c.DrainDelay, "300ms", "`time` that a desk told to stop goes on answering, with /readyz saying 503, before it takes no more connections"},
		{"log-level", "BECKON_LOG_LEVEL", &c.LogLevel, "info", "least `level` to write: debug, info, warn or error"},
		{"inngest-base-url", "INNGEST_BASE_URL", &c.InngestURL, "", "`URL` of an Inngest server (default: Beckon starts one)"},
		{"inngest-event-key", "INNGEST_EVENT_KEY", &c.InngestEventKey, "", "event `key` of that server"},
		{"inngest-signing-key", "INNGEST_SIGNING_KEY", &c.InngestSigningKey, "", "signing `key` of that server; required unless it is on this machine"},
		{"inngest-binary", "BECKON_INNGEST_BINARY", &c.InngestBinary, "", "`path` of the Inngest program to start (default: found on PATH, or built once)"},
		{"gemini-api-key", "GEMINI_API_KEY", &c.GeminiKey, "", "`key` for triage by Gemini (default: the offline triager)"},
		{"gemini-model", "GEMINI_MODEL", &c.GeminiModel, ai.DefaultGeminiModel, "Gemini `model`"},
		{"gemini-base-url", "GEMINI_BASE_URL", &c.GeminiURL, "", "`URL` of the Gemini API"},
		{"openai-base-url", "OPENAI_BASE_URL", &c.OpenAIURL, "", "`URL` of a model server that speaks OpenAI's protocol (Ollama, vLLM), used instead of Gemini"},
		{"openai-api-key", "OPENAI_API_KEY", &c.OpenAIKey, "", "its `key`, if it wants one"},
		{"openai-model", "OPENAI_MODEL", &c.OpenAIModel, "", "its `model`"},
		{"ai-daily", "BECKON_AI_DAILY", &c.AIDaily, "0", "largest `number` of requests to a model per day; 0 for no limit"},
		{"ai-redact", "BECKON_AI_REDACT", &c.AIRedact, "secrets", "`what` never leaves the machine: secrets, or contacts for mail addresses and phone numbers too"},
		{"slack-bot-token", "SLACK_BOT_TOKEN", &c.SlackBotToken, "", "bot `token`, xoxb-…; turns Slack on"},
		{"slack-signing-secret", "SLACK_SIGNING_SECRET", &c.SlackSigningSecret, "", "`secret` for request URLs; several with commas while rotating"},
		{"slack-app-token", "SLACK_APP_TOKEN", &c.SlackAppToken, "", "app-level `token`, xapp-…; turns Socket Mode on"},
		{"slack-api-url", "SLACK_API_URL", &c.SlackURL, "https://slack.com/api/", "`URL` of the Slack Web API"},
		{"smtp-url", "SMTP_URL", &c.SMTPURL, "", "`URL` of the mail server, smtp:// or smtps://user:pass@host:port; turns mail on"},
		{"mail-from", "MAIL_FROM", &c.MailFrom, "", "`address` that mail comes from, such as \"Help desk <desk@company.com>\""},
	}, c.discordSettings()...)
}

// bind adds the settings to a flag set. Their defaults come from the
// environment, then from .env in the working directory, then from the list. A
// command that needs a few names them by prefix: only those become flags.
func (c *config) bind(set *flag.FlagSet, p program, only ...string) error {
	env, err := c.environment(p.environ)
	if err != nil && !p.helps {
		return err
	}
	for _, s := range c.settings() {
		given := env[s.env]
		if other := c.instead[s.flag]; other != "" {
			if given == s.fallback {
				given = ""
			}
			s.fallback = other
		}
		*s.value = cmp.Or(given, s.fallback)
		if only != nil && !slices.ContainsFunc(only, func(prefix string) bool { return strings.HasPrefix(s.flag, prefix) }) {
			continue
		}
		set.Func(s.flag, s.help+" ["+s.env+"]"+shownDefault(s), func(v string) error {
			*s.value = v
			return nil
		})
	}
	return nil
}

func shownDefault(s setting) string {
	if s.fallback == "" {
		return ""
	}
	return " (default " + s.fallback + ")"
}

// oneDesk refuses a data folder of the command line beside a MongoDB that was not
// named there: the records of which of the two are meant?
func (c *config) oneDesk(set *flag.FlagSet) error {
	given := map[string]bool{}
	set.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if given["data"] && !given["mongodb-uri"] && c.MongoDB != "" {
		return wrong(`--data names a folder, but BECKON_MONGODB_URI says that the records are in MongoDB; leave --data out for that desk, or add --mongodb-uri "" for the one in the folder`)
	}
	return nil
}

// check reports the first setting that cannot be right, and fills in what
// follows from others.
func (c *config) check() error {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return wrong("--listen %q is not an address like 127.0.0.1:8080", c.Listen)
	}
	if c.URL != "" {
		u, err := url.Parse(c.URL)
		switch {
		case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
			return wrong("--url %q is not a URL like https://desk.company.com", c.URL)
		case u.User != nil || u.RawQuery != "" || u.Fragment != "": // links are made by adding a path; everybody reads them
			return wrong("--url must be like https://desk.company.com, without user, query or fragment")
		}
		c.URL = strings.TrimSuffix(c.URL, "/")
	}
	if c.Secret != "" && len(c.Secret) < 32 {
		return wrong("--secret is too short; use at least 32 random characters")
	}
	var err error
	if c.farewell, err = time.ParseDuration(c.DrainDelay); err != nil || c.farewell < 0 {
		return wrong("--drain-delay %q is not a time like 5s", c.DrainDelay)
	}
	for _, network := range splitList(c.Proxies) {
		if _, err := netip.ParsePrefix(network); err != nil {
			return wrong("--proxies: %q is not a network like 10.0.0.0/8", network)
		}
	}
	if c.SignUp != "open" && c.SignUp != "closed" {
		return wrong("--signup %q must be open or closed", c.SignUp)
	}
	if c.aiDaily, err = strconv.Atoi(c.AIDaily); err != nil || c.aiDaily < 0 {
		return wrong("--ai-daily %q is not a number of requests", c.AIDaily)
	}
	if c.AIRedact != "secrets" && c.AIRedact != "contacts" {
		return wrong("--ai-redact %q must be secrets or contacts", c.AIRedact)
	}
	if c.SlackBotToken != "" && c.SlackSigningSecret == "" && c.SlackAppToken == "" {
		return wrong("Slack needs SLACK_SIGNING_SECRET (request URLs) or SLACK_APP_TOKEN (Socket Mode) beside the bot token")
	}
	if c.SlackBotToken == "" && (c.SlackSigningSecret != "" || c.SlackAppToken != "") {
		return wrong("Slack needs SLACK_BOT_TOKEN")
	}
	if err := c.checkDiscord(); err != nil {
		return err
	}
	if err := c.checkInngest(); err != nil {
		return err
	}
	if (c.SMTPURL == "") != (c.MailFrom == "") {
		return wrong("mail needs both SMTP_URL and MAIL_FROM")
	}
	return nil
}

// checkInngest reports the first of Inngest's settings that cannot be right.
func (c *config) checkInngest() error {
	if c.InngestURL == "" {
		if c.InngestEventKey != "" || c.InngestSigningKey != "" {
			return wrong("INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY are of a server: name it with INNGEST_BASE_URL")
		}
		return nil
	}
	c.InngestURL = strings.TrimSuffix(c.InngestURL, "/")
	if err := (flow.Config{BaseURL: c.InngestURL, SigningKey: c.InngestSigningKey}).Check(); err != nil {
		return usageError{err}
	}
	return nil
}

// logger returns a logger at the level asked for.
func (c *config) logger(p program) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return nil, wrong("--log-level %q must be debug, info, warn or error", c.LogLevel)
	}
	var h slog.Handler = slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: level})
	if level > slog.LevelDebug {
		h = newCalm(h)
	}
	return slog.New(h), nil
}

// openData makes the data folder and the secret in it, if they are not there.
func (c *config) openData() error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("the data folder cannot be made: %w", err)
	}
	if c.Secret != "" {
		return nil
	}
	path := filepath.Join(c.Data, "secret")
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		_, err = f.WriteString(rand.Text() + rand.Text() + "\n")
		if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
			_ = os.Remove(path) // half a secret, as on a full disk, would be in the way
		}
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("the secret cannot be kept: %w", err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("the secret cannot be read: %w", err)
	}
	if c.Secret = strings.TrimSpace(string(raw)); len(c.Secret) < 32 {
		return fmt.Errorf("%s is damaged: it must hold at least 32 characters; delete it to make a new one (everybody must log in again)", path)
	}
	return nil
}

// instance names this process among those that share a store, the same after a
// restart.
func (c *config) instance() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unnamed"
	}
	return host + " " + c.Listen
}
