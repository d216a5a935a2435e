package sim

import (
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestDiscordGreets(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	if got := str(rest(t, d, "GET", "/gateway", nil).object, "url"); got != d.gatewayURL("/gw") {
		t.Errorf("gateway url %q", got)
	}
	c := dial(t, d.gatewayURL("/gw"))
	c.send(opHeartbeat, nil)
	c.op(opAck)
	c.identify(d.Token(), deskIntents)
	ready := c.event("READY").data(t)
	if str(ready, "session_id") == "" || str(ready, "resume_gateway_url") == d.gatewayURL("/gw") {
		t.Errorf("READY %v", ready)
	}
	guild := c.event("GUILD_CREATE").data(t)
	if str(guild, "id") != d.GuildID() || len(objects(guild["channels"])) != 3 {
		t.Errorf("GUILD_CREATE %v", guild)
	}
	m := d.As("ann").Says("#help", "printer on fire")
	got := c.event("MESSAGE_CREATE").data(t)
	if str(got, "id") != m.ID || str(got, "content") != "printer on fire" || got["member"] == nil || str(got, "guild_id") != d.GuildID() {
		t.Errorf("MESSAGE_CREATE %v", got)
	}
	d.As("ann").Edits(m, "printer is out")
	if got := c.event("MESSAGE_UPDATE").data(t); str(got, "content") != "printer is out" {
		t.Errorf("MESSAGE_UPDATE %v", got)
	}
	d.Embeds(m, "Printers")
	if whole := c.event("MESSAGE_UPDATE").data(t); !strings.HasSuffix(str(whole, "edited_timestamp"), "000+00:00") || str(whole, "content") != "printer is out" {
		t.Errorf("MESSAGE_UPDATE for a page below it %v", whole)
	}
	if alone := c.event("MESSAGE_UPDATE").data(t); alone["content"] != nil || alone["author"] != nil || len(objects(alone["embeds"])) != 1 {
		t.Errorf("MESSAGE_UPDATE of the page alone %v", alone)
	}
	more := d.As("ann").Says("#help", "and the other one")
	c.event("MESSAGE_CREATE")
	d.DeletesAll(more)
	if got := c.event("MESSAGE_DELETE_BULK").data(t); len(got["ids"].([]any)) != 1 || str(got, "channel_id") != more.ChannelID {
		t.Errorf("MESSAGE_DELETE_BULK %v", got)
	}
	d.As("ann").Deletes(m)
	if got := c.event("MESSAGE_DELETE").data(t); str(got, "id") != m.ID {
		t.Errorf("MESSAGE_DELETE %v", got)
	}
}

func TestDiscordRefusesIdentify(t *testing.T) {
	tests := map[string]struct {
		cfg     DiscordConfig
		token   string
		intents int
		knob    func(*Discord)
		want    int
	}{
		"wrong token":               {token: "nonsense", intents: deskIntents, want: 4004},
		"bits that mean nothing":    {intents: 1 << 30, want: 4013},
		"members are privileged":    {intents: deskIntents | intentMembers, want: 4014},
		"content is switched off":   {cfg: DiscordConfig{ContentOff: true}, intents: deskIntents, want: 4014},
		"refused by the knob":       {intents: deskIntents, knob: func(d *Discord) { d.RefuseIdentify(4008) }, want: 4008},
		"a token reset in between":  {intents: deskIntents, knob: func(d *Discord) { d.ResetToken("another") }, token: "sim-discord-token", want: 4004},
		"too many identifies a day": {intents: deskIntents, knob: func(d *Discord) { d.state.Identifies = identifiesPerDay }, want: 4004},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := discordWorld(t, tt.cfg)
			if tt.knob != nil {
				tt.knob(d)
			}
			c := dial(t, d.gatewayURL("/gw"))
			if tt.token == "" {
				tt.token = d.Token()
			}
			c.identify(tt.token, tt.intents)
			if got := c.closeCode(); got != tt.want {
				t.Errorf("closed with %d, want %d", got, tt.want)
			}
		})
	}
}

func TestDiscordClosesOnProtocolErrors(t *testing.T) {
	tests := map[string]struct {
		do   func(*client)
		want int
	}{
		"unknown opcode":       {func(c *client) { c.send(42, nil) }, 4001},
		"no JSON":              {func(c *client) { _ = c.ws.WriteMessage(1, []byte("{")) }, 4002},
		"too long":             {func(c *client) { c.send(opHeartbeat, string(make([]byte, 5000))) }, 4002},
		"before identify":      {func(c *client) { c.send(opPresence, object{}) }, 4003},
		"identify twice":       {func(c *client) { c.identify("sim-discord-token", 1); c.identify("sim-discord-token", 1) }, 4005},
		"more than 120 frames": {func(c *client) { beats(c, 121) }, 4008},
		"shard out of range": {func(c *client) {
			c.send(opIdentify, object{"token": "sim-discord-token", "intents": 1, "properties": object{}, "shard": []int{1, 1}})
		}, 4010},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := discordWorld(t, DiscordConfig{})
			c := dial(t, d.gatewayURL("/gw"))
			tt.do(c)
			if got := c.closeCode(); got != tt.want {
				t.Errorf("closed with %d, want %d", got, tt.want)
			}
		})
	}
}

func beats(c *client, n int) {
	for range n {
		c.send(opHeartbeat, nil)
	}
}

// away is how a client can lose its connection.
var away = map[string]func(*Discord, *client){
	"dropped connection": func(d *Discord, _ *client) { d.DropGateway() },
	"closed with 4000":   func(d *Discord, _ *client) { d.CloseGateway(4000) },
	"zombie": func(d *Discord, c *client) {
		d.SilenceGateway()
		_ = c.ws.NetConn().Close()
	},
}

func TestDiscordResumeBringsWhatWasMissed(t *testing.T) {
	for name, lose := range away {
		t.Run(name, func(t *testing.T) {
			d := discordWorld(t, DiscordConfig{StrictResume: true})
			c := connect(t, d, deskIntents)
			d.As("ann").Says("#help", "one")
			c.event("MESSAGE_CREATE")
			lose(d, c)
			d.As("ann").Says("#help", "two")
			d.As("ann").Says("#help", "three")

			again := dial(t, c.resume)
			again.resumes(d, c.session, c.seq)
			for i, want := range []string{"two", "three"} {
				got := again.next()
				if got.T != "MESSAGE_CREATE" || str(got.data(t), "content") != want || got.S != c.seq+1+i {
					t.Errorf("replayed %s %s with number %d, want %q with %d", got.T, got.D, got.S, want, c.seq+1+i)
				}
			}
			if got := again.next(); got.T != "RESUMED" {
				t.Errorf("after the replay: %+v", got)
			}
		})
	}
}

func TestDiscordCannotResume(t *testing.T) {
	tests := map[string]struct {
		before func(*Discord, *client) // what happened to the session
		first  bool                    // it is tried at the gateway's first address
		op     int
		d      string
	}{
		"session ended by the client": {before: leavesForGood, op: opInvalid, d: "false"},
		"at the first address":        {before: away["dropped connection"], first: true, op: opInvalid, d: "false"},
		"refused":                     {before: func(d *Discord, _ *client) { d.NextResumes(ResumeRefused) }, op: opInvalid, d: "false"},
		"not yet":                     {before: func(d *Discord, _ *client) { d.NextResumes(ResumeTryAgain) }, op: opInvalid, d: "true"},
		"asked to reconnect at once":  {before: func(d *Discord, _ *client) { d.NextResumes(ResumeReconnect) }, op: opReconnect, d: "null"},
		"away for too long":           {before: func(d *Discord, _ *client) { d.DropGateway(); d.Skip(sessionFor) }, op: opInvalid, d: "false"},
		"forgotten":                   {before: func(d *Discord, _ *client) { d.DropGateway(); d.ForgetSessions() }, op: opInvalid, d: "false"},
		"missed more than is kept":    {before: missesTooMuch, op: opInvalid, d: "false"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := discordWorld(t, DiscordConfig{StrictResume: true})
			c := connect(t, d, deskIntents)
			tt.before(d, c)
			url := c.resume
			if tt.first {
				url = d.gatewayURL("/gw")
			}
			again := dial(t, url)
			again.resumes(d, c.session, c.seq)
			if got := again.next(); got.Op != tt.op || string(got.D) != tt.d {
				t.Errorf("got op %d %s, want op %d %s", got.Op, got.D, tt.op, tt.d)
			}
		})
	}
}

// leavesForGood closes with 1000, which ends the session.
func leavesForGood(d *Discord, c *client) {
	c.t.Helper()
	_ = c.ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))
	c.closeCode()
	waitForClosed(c.t, d)
}

func missesTooMuch(d *Discord, c *client) {
	d.DropGateway()
	d.mu.Lock()
	defer d.mu.Unlock()
	for range 2*replayable + 1 {
		d.sessions[c.session].dispatch("TYPING_START", object{})
	}
}

func waitForClosed(t *testing.T, d *Discord) {
	t.Helper()
	err := d.WaitFor(discordContext(t), func() bool {
		for _, f := range d.Frames() {
			if f.Closed {
				return true
			}
		}
		return false
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDiscordResumeAheadOfTheSession(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	c := connect(t, d, deskIntents)
	again := dial(t, c.resume)
	again.resumes(d, c.session, 1000)
	if got := again.closeCode(); got != 4007 {
		t.Errorf("closed with %d, want 4007", got)
	}
}

func TestDiscordRepeatsAMessageAfterResume(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	c := connect(t, d, deskIntents)
	m := d.As("ann").Says("#help", "once")
	c.event("MESSAGE_CREATE")
	d.DropGateway()
	d.NextResumes(ResumeRepeats)
	again := dial(t, c.resume)
	again.resumes(d, c.session, c.seq)
	if got := again.next(); got.T != "MESSAGE_CREATE" || str(got.data(t), "id") != m.ID || got.S != c.seq+1 {
		t.Errorf("got %s %s with number %d", got.T, got.D, got.S)
	}
}

func TestDiscordAsksOfTheClient(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	c := connect(t, d, deskIntents)
	d.AskHeartbeat()
	c.op(opHeartbeat)
	d.AskReconnect()
	c.op(opReconnect)
	d.InvalidateSessions(true)
	if got := c.op(opInvalid); string(got.D) != "true" {
		t.Errorf("op 9 with %s", got.D)
	}
	c.identify(d.Token(), deskIntents) // discordgo identifies on the same connection
	c.event("READY")
}

func TestDiscordAcksCanStop(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	c := connect(t, d, deskIntents)
	d.AckHeartbeats(false)
	c.send(opHeartbeat, c.seq)
	c.send(opPresence, object{})
	d.As("ann").Says("#help", "still there")
	for {
		f := c.next()
		if f.Op == opAck {
			t.Fatal("a heartbeat was acknowledged")
		}
		if f.T == "MESSAGE_CREATE" {
			break
		}
	}
}

func TestDiscordEndsAClientWithoutHeartbeat(t *testing.T) {
	d := discordWorld(t, DiscordConfig{Heartbeat: time.Millisecond})
	c := dial(t, d.gatewayURL("/gw"))
	if got := c.closeCode(); got != 4009 {
		t.Errorf("closed with %d, want 4009", got)
	}
}

func TestDiscordCompresses(t *testing.T) {
	d := discordWorld(t, DiscordConfig{Compress: true})
	c := connect(t, d, deskIntents)
	if c.binary != 1 {
		t.Errorf("%d compressed frames up to READY, want 1", c.binary)
	}
}

func TestDiscordContentNeedsTheIntent(t *testing.T) {
	d := discordWorld(t, DiscordConfig{ContentOff: true})
	c := connect(t, d, deskIntents&^intentContent)
	tests := map[string]struct {
		say  func() DiscordMessage
		want string
	}{
		"a channel": {func() DiscordMessage { return d.As("ann").Says("#help", "hello") }, ""},
		"a DM":      {func() DiscordMessage { return d.As("ann").Says("@beckon", "hello") }, "hello"},
		"a mention": {func() DiscordMessage { return d.As("ann").Says("#help", "@beckon hello") }, "<@" + d.ApplicationID() + "> hello"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m := tt.say()
			if got := str(c.event("MESSAGE_CREATE").data(t), "content"); got != tt.want {
				t.Errorf("over the gateway %q, want %q", got, tt.want)
			}
			if got := str(rest(t, d, "GET", "/channels/"+m.ChannelID+"/messages/"+m.ID, nil).object, "content"); got != tt.want {
				t.Errorf("over REST %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDiscordSwitchesContentOffWhileRunning(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	c := connect(t, d, deskIntents)
	d.SwitchContent(false)
	if got := c.closeCode(); got != 4014 {
		t.Errorf("closed with %d, want 4014", got)
	}
}

func TestDiscordTellsOnlyWhatTheBotMaySee(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	c := connect(t, d, intentGuilds|intentGuildMessages)
	d.As("mo").Says("#staff", "unseen: the bot is not in there")
	d.As("ann").Says("@beckon", "unseen: no intent for DMs")
	d.As("ann").Says("#help", "seen")
	got := c.event("MESSAGE_CREATE").data(t)
	if str(got, "channel_id") != channelID(d, "help") {
		t.Errorf("the first message was %v", got)
	}
}

func TestDiscordSendsToAllSessions(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	one, two := connect(t, d, deskIntents), connect(t, d, deskIntents)
	d.As("ann").Says("#help", "twice")
	one.event("MESSAGE_CREATE")
	two.event("MESSAGE_CREATE")
	if got := d.Identifies(); got != 2 {
		t.Errorf("%d identifies, want 2", got)
	}
	if got := d.Connected(); got != 2 {
		t.Errorf("%d connected, want 2", got)
	}
}

func TestDiscordOtherAuthors(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	c := connect(t, d, deskIntents)
	d.AddUser(DiscordUser{Name: "robot", Bot: true})
	d.As("robot").Says("#help", "beep")
	author, _ := c.event("MESSAGE_CREATE").data(t)["author"].(object)
	if author["bot"] != true {
		t.Errorf("a bot's author is %v", author)
	}
	d.PostsByWebhook("#help", "Grafana", "disk full")
	got := c.event("MESSAGE_CREATE").data(t)
	if str(got, "webhook_id") == "" || got["member"] != nil {
		t.Errorf("a webhook's message is %v", got)
	}
}
