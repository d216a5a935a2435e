package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// runs carries out a command line in an empty folder with the given
// environment, and returns the exit code and what was printed.
func runs(t *testing.T, env map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, environ(env), strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

// environ is an environment as a process gets it.
func environ(env map[string]string) []string {
	var list []string
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	return list
}

func TestMistakesAreExplained(t *testing.T) {
	for _, tt := range []struct {
		name string
		env  map[string]string
		args []string
		want string
	}{
		{"no such command", nil, []string{"dance"}, `no command "dance"`},
		{"no such flag", nil, []string{"serve", "--colour", "red"}, "colour"},
		{"a left-over word", nil, []string{"serve", "now"}, `did not expect "now"`},
		{"a left-over word before a flag", nil, []string{"serve", "now", "--log-level", "info"}, `did not expect "now"`},
		{"an impossible address", nil, []string{"serve", "--listen", "8080"}, "127.0.0.1:8080"},
		{"an impossible URL", map[string]string{"BECKON_URL": "desk"}, []string{"serve"}, "https://desk.company.com"},
		{"a password in every link", map[string]string{"BECKON_URL": "https://ann:hush@desk.test"}, []string{"serve"}, "without user"},
		{"a URL that no path fits", map[string]string{"BECKON_URL": "https://desk.test/?a"}, []string{"serve"}, "without user, query"},
		{"an impossible drain delay", map[string]string{"BECKON_DRAIN_DELAY": "5"}, []string{"serve"}, "5s"},
		{"an impossible proxy", map[string]string{"BECKON_PROXIES": "10.0.0.0/8,caddy"}, []string{"serve"}, "\"caddy\" is not a network"},
		{"a door ajar", map[string]string{"BECKON_SIGNUP": "company.com"}, []string{"serve"}, "open or closed"},
		{"a short secret", map[string]string{"BECKON_SECRET": "hunter2"}, []string{"serve"}, "32"},
		{"half of Slack", map[string]string{"SLACK_BOT_TOKEN": "xoxb-1"}, []string{"serve"}, "SLACK_SIGNING_SECRET"},
		{"half of Discord", map[string]string{"DISCORD_TOKEN": "t"}, []string{"serve"}, "DISCORD_APPLICATION_ID"},
		{"the other half of Discord", map[string]string{"DISCORD_WATCH": "900:ask", "BECKON_LOG_LEVEL": "none"}, []string{"serve"}, "DISCORD_TOKEN"},
		{"half of mail", map[string]string{"SMTP_URL": "smtp://h:25"}, []string{"serve"}, "MAIL_FROM"},
		{"the other half of mail", map[string]string{"MAIL_FROM": "desk@company.test", "BECKON_LOG_LEVEL": "none"}, []string{"serve"}, "SMTP_URL"},
		{"keys without a server", map[string]string{"INNGEST_SIGNING_KEY": "00ff"}, []string{"serve"}, "INNGEST_BASE_URL"},
		{"a server elsewhere without a key", map[string]string{"INNGEST_BASE_URL": "http://10.0.0.9:8288"}, []string{"serve"}, "INNGEST_SIGNING_KEY"},
		{"an unknown role", map[string]string{"BECKON_DATA": t.TempDir()}, []string{"user", "add", "--email", "a@b.test", "--name", "A", "--role", "king"}, "moderator"},
		{"no mail address", map[string]string{"BECKON_DATA": t.TempDir()}, []string{"user", "add", "--email", "a", "--name", "A"}, "name@company.com"},
		{"no ticket to explain", nil, []string{"route"}, "--explain"},
		{"an impossible time", nil, []string{"route", "--explain", "VPN", "--at", "noon"}, "2026-03-02T10:00:00Z"},
		{"a folder without a desk", map[string]string{"BECKON_DATA": t.TempDir()}, []string{"route", "--explain", "VPN"}, "there is no desk in"},
		{"nothing to measure on", nil, []string{"eval"}, "--data FILE"},
		{"an unknown triager", nil, []string{"eval", "--data", "x", "--triager", "oracle"}, "local, gemini or openai"},
		{"a model without a key", nil, []string{"eval", "--data", "x", "--triager", "gemini"}, "GEMINI_API_KEY"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, _, stderr := runs(t, tt.env, tt.args...)
			if code != 2 || !strings.Contains(stderr, tt.want) {
				t.Errorf("exit code %d, %q; want 2 and a sentence with %q", code, stderr, tt.want)
			}
		})
	}
}

func TestHelpNamesEverySetting(t *testing.T) {
	code, help, _ := runs(t, nil, "serve", "--help")
	if code != 0 {
		t.Fatalf("exit code %d", code)
	}
	for _, s := range (&config{}).settings() {
		if !strings.Contains(help, "--"+s.flag+" ") || !strings.Contains(help, s.env) {
			t.Errorf("serve --help does not name --%s and %s", s.flag, s.env)
		}
	}
}

func TestReadmeNamesEverySetting(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range (&config{}).settings() {
		if !strings.Contains(string(readme), "`"+s.env+"`") {
			t.Errorf("README.md does not name %s", s.env)
		}
	}
}

func TestAMistakeInTheEnvironmentFileIsNamedByItsLine(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, tt := range map[string]struct{ file, want string }{
		"no equals sign":            {"# ours\nBECKON_URL=https://desk.test\nSLACK_BOT_TOKEN xoxb-hush\nA=b\n", ".env: line 3 "},
		"quotes that do not end":    {"A=b\nSMTP_URL=\"smtp://u:hush@h\nA=b\n", ".env: line 2 "},
		"behind a value over lines": {"A=\"b\n\nc\"\nSLACK_BOT_TOKEN xoxb-hush\n", ".env: line 4 "},
		"the first line":            {"SLACK_BOT_TOKEN xoxb-hush", ".env: line 1 "},
	} {
		if err := os.WriteFile(".env", []byte(tt.file), 0o600); err != nil {
			t.Fatal(err)
		}
		code, _, stderr := runs(t, nil, "serve", "--log-level", "none") // which never starts
		if code != 2 || !strings.Contains(stderr, tt.want) || strings.Contains(stderr, "hush") {
			t.Errorf("%s: exit code %d, %q; want 2, %q and nothing of what stands there", name, code, stderr, tt.want)
		}
	}
	if err := os.WriteFile(".env", []byte("BECKON_LISTEN=8080\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := runs(t, nil, "serve"); code != 2 || !strings.Contains(stderr, `--listen "8080"`) {
		t.Errorf("what it sets is not heard of: exit code %d, %q", code, stderr)
	}
}

func TestAMisspeltSettingIsRefused(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, tt := range map[string]struct {
		file, env, value string
		want             string
	}{
		"a door left open":         {file: "BECKON_SIGN_UP=closed", want: ".env sets BECKON_SIGN_UP, which is no setting; did you mean BECKON_SIGNUP?"},
		"in the environment":       {env: "BECKON_MONGODB_URL", value: "mongodb://db/beckon", want: "the environment sets BECKON_MONGODB_URL, which is no setting; did you mean BECKON_MONGODB_URI?"},
		"letters that stand wrong": {env: "BECKON_RPOXIES", value: "10.0.0.0/8", want: "did you mean BECKON_PROXIES?"},
		"in the prefix":            {file: "BEKCON_AI_REDACT=contacts", want: "did you mean BECKON_AI_REDACT?"},
		"like none, in our file":   {file: "BECKON_PORT=9000", want: ".env sets BECKON_PORT, which is no setting\n"},
		"like none, elsewhere":     {env: "BECKON_PORT", value: "tcp://10.1.2.3:80"}, // which Kubernetes sets for a service called beckon
		"somebody else's":          {file: "SMTP_SSL=true", env: "BACON_URL", value: "x"},
		"that sets nothing":        {file: "BECKON_SIGN_UP=", env: "BECKON_SIGN_UP"},
	} {
		if err := os.WriteFile(".env", []byte(tt.file), 0o600); err != nil {
			t.Fatal(err)
		}
		code, _, stderr := runs(t, map[string]string{tt.env: tt.value, "BECKON_LISTEN": "8080"}, "serve") // which never starts
		if tt.want == "" {
			tt.want = `--listen "8080"`
		}
		if code != 2 || !strings.Contains(stderr, tt.want) {
			t.Errorf("%s: exit code %d, %q; want 2 and %q", name, code, stderr, tt.want)
		}
		if code, help, _ := runs(t, map[string]string{tt.env: tt.value}, "serve", "--help"); code != 0 || !strings.Contains(help, "BECKON_LISTEN") {
			t.Errorf("%s: help ends with %d and says %q", name, code, help)
		}
	}
}

func TestSecretIsMadeOnceAndKeptPrivate(t *testing.T) {
	c := config{Data: filepath.Join(t.TempDir(), "data")}
	if err := c.openData(); err != nil {
		t.Fatal(err)
	}
	again := config{Data: c.Data}
	if err := again.openData(); err != nil {
		t.Fatal(err)
	}
	if c.Secret != again.Secret || len(c.Secret) < 32 {
		t.Errorf("the secret was %d characters, then another", len(c.Secret))
	}
	info, err := os.Stat(filepath.Join(c.Data, "secret"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the secret's file: %v, %v; want mode 0600", info.Mode(), err)
	}
}

func TestADeskWithAnotherSecretSaysSo(t *testing.T) {
	t.Parallel()
	w := restingWorld(t)
	for _, start := range []struct {
		secret string
		warns  bool
	}{{"", false}, {"", false}, {strings.Repeat("another ", 5), true}, {strings.Repeat("another ", 5), false}} {
		w.env["BECKON_SECRET"] = start.secret
		w.start()
		if got := strings.Contains(w.desk.logged.String(), "another secret"); got != start.warns {
			t.Errorf("started with the secret %q it warns: %t, want %t", start.secret, got, start.warns)
		}
		w.stop()
	}
}

func TestDamagedSecretIsNotUsed(t *testing.T) {
	c := config{Data: t.TempDir()}
	if err := os.WriteFile(filepath.Join(c.Data, "secret"), []byte("short\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.openData(); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("openData = %v, want an error that says the file is damaged", err)
	}
}

func TestAddingAPersonFromTheShell(t *testing.T) {
	env := map[string]string{"BECKON_DATA": t.TempDir(), "BECKON_URL": "https://desk.company.test"}
	code, link, stderr := runs(t, env, "user", "add", "--email", "Mia@Company.test", "--name", "Mia", "--role", "moderator", "--skills", "VPN, C++")
	if code != 0 || !strings.HasPrefix(link, "https://desk.company.test/password#") {
		t.Fatalf("exit code %d, %q, %s", code, link, stderr)
	}
	code, _, stderr = runs(t, env, "user", "add", "--email", "mia@company.test", "--name", "Mia")
	if code != 1 || !strings.Contains(stderr, "There is an account with this address") {
		t.Errorf("adding her again: exit code %d, %s", code, stderr)
	}
}

func TestExplainingARouteWhileTheDeskIsStopped(t *testing.T) {
	env := map[string]string{"BECKON_DATA": t.TempDir(), "SMTP_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "desk@company.test"}
	for _, p := range [][]string{{"Mia", "VPN"}, {"Joe", "Printers"}} {
		if code, _, stderr := runs(t, env, "user", "add", "--email", p[0]+"@company.test", "--name", p[0], "--role", "moderator", "--skills", p[1]); code != 0 {
			t.Fatal(stderr)
		}
	}
	code, report, stderr := runs(t, env, "route", "--explain", "VPN drops all the time", "--at", "2026-03-02T10:00:00Z")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	report = strings.Join(strings.Fields(report), " ")
	for _, want := range []string{
		"at Mon 2 Mar 2026, 10:00 UTC", "skills VPN", "due Wed 4 Mar 2026, 10:00 UTC", "goes to Mia: knows VPN; has nothing open",
		"Mia 1.00 1.00 0 of 20 knows VPN", "Joe – – 0 of 20 knows none of it", "assigned Mia email",
	} {
		if !strings.Contains(report, want) {
			t.Errorf("the report does not say %q:\n%s", want, report)
		}
	}
	code, _, stderr = runs(t, env, "route", "--explain", "VPN", "--at", "0001-01-01T00:00:00Z")
	if code != 2 || !strings.Contains(stderr, "Choose a time from 2000 to 2099.") {
		t.Errorf("of a time too far away: exit code %d, %q; want 2 and a sentence", code, stderr)
	}
}

// manifest is what the test looks at of manifest.yml.
type manifest struct {
	DisplayInformation struct {
		Name, Description string
	} `yaml:"display_information"`
	Features struct {
		AppHome struct {
			Home     bool  `yaml:"home_tab_enabled"`
			Messages bool  `yaml:"messages_tab_enabled"`
			ReadOnly *bool `yaml:"messages_tab_read_only_enabled"`
		} `yaml:"app_home"`
		SlashCommands []struct {
			Command, Description string
			ShouldEscape         bool `yaml:"should_escape"`
		} `yaml:"slash_commands"`
		Shortcuts []struct {
			Name, Type, Description string
			CallbackID              string `yaml:"callback_id"`
		}
	}
	OAuth struct {
		Scopes struct{ Bot []string }
	} `yaml:"oauth_config"`
	Settings struct {
		Events struct {
			Bot []string `yaml:"bot_events"`
		} `yaml:"event_subscriptions"`
		Interactivity struct {
			Enabled *bool `yaml:"is_enabled"`
		}
		SocketMode bool `yaml:"socket_mode_enabled"`
	}
}

func TestManifestFitsSlackAndTheBot(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "manifest.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := yaml.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	if len(m.DisplayInformation.Name) > 35 || len(m.DisplayInformation.Description) > 140 {
		t.Error("name or description are too long for Slack")
	}
	if !m.Features.AppHome.Messages || m.Features.AppHome.ReadOnly == nil || *m.Features.AppHome.ReadOnly {
		t.Error("people could not answer the bot: the messages tab must be on and said not to be read-only")
	}
	if len(m.Features.SlashCommands) != 1 || m.Features.SlashCommands[0].Command != "/ticket" || m.Features.SlashCommands[0].ShouldEscape {
		t.Errorf("slash commands are %+v, want /ticket, unescaped", m.Features.SlashCommands)
	}
	for _, s := range m.Features.Shortcuts {
		if len(s.Name) > 24 || len(s.Description) > 150 || !slices.Contains([]string{"ticket_from_message", "ticket_new"}, s.CallbackID) {
			t.Errorf("shortcut %+v is too long, or unknown to the bot", s)
		}
	}
	for _, scope := range []string{"commands", "chat:write", "im:write", "im:read", "im:history", "users:read", "users:read.email", "channels:history", "groups:history", "files:read"} {
		if !slices.Contains(m.OAuth.Scopes.Bot, scope) {
			t.Errorf("the scope %s is missing", scope)
		}
	}
	for _, event := range []string{"app_home_opened", "message.im", "message.channels", "message.groups", "app_uninstalled", "tokens_revoked"} {
		if !slices.Contains(m.Settings.Events.Bot, event) {
			t.Errorf("the event %s is missing", event)
		}
	}
	if m.Settings.Interactivity.Enabled == nil || !*m.Settings.Interactivity.Enabled {
		t.Error("interactivity must be on, or buttons do nothing")
	}
}
