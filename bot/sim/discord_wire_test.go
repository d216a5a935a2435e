package sim

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// patience is the patience of the tests with what must happen.
const patience = time.Minute

// discordWorld is a Discord with ann, mo (a moderator), #help, and #staff that the bot does not see. Its app is given
// time to answer, unless the test is about that.
func discordWorld(t *testing.T, cfg DiscordConfig) *Discord {
	t.Helper()
	cfg.AnswerWithin = cmp.Or(cfg.AnswerWithin, patience)
	d, err := NewDiscord(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	d.AddRole(DiscordRole{Name: "mods", Mentionable: true})
	d.AddUser(DiscordUser{Name: "ann", Display: "Ann"})
	d.AddUser(DiscordUser{Name: "mo", Display: "Mo", Roles: []string{"mods"}})
	d.AddChannel(DiscordChannel{Name: "help"})
	d.AddChannel(DiscordChannel{Name: "staff", Private: true, Members: []string{"mo"}})
	d.AddChannel(DiscordChannel{Name: "news", ReadOnly: true, Members: []string{"mo"}})
	return d
}

func discordContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// reply is the answer to a REST call.
type reply struct {
	status int
	header http.Header
	raw    []byte
	object object
	list   []object
}

func (r reply) code() int { return number(r.object, "code", 0) }

// rest calls the API as the bot would. body is JSON text, or anything to be written as JSON; nil is no body.
func rest(t *testing.T, d *Discord, method, path string, body any) reply {
	t.Helper()
	r, err := tryRest(t, d, method, path, body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return r
}

func tryRest(t *testing.T, d *Discord, method, path string, body any) (reply, error) {
	t.Helper()
	req := discordRequest(t, d, method, path, body)
	return do(req)
}

func discordRequest(t *testing.T, d *Discord, method, path string, body any) *http.Request {
	t.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		in = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		in = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(discordContext(t), method, d.URL()+"/api/v10"+path, in)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bot "+d.Token())
	req.Header.Set("User-Agent", "DiscordBot (https://example.org, 1)")
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req
}

func do(req *http.Request) (reply, error) {
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = res.Body.Close() }()
	out := reply{status: res.StatusCode, header: res.Header}
	if out.raw, err = io.ReadAll(res.Body); err != nil {
		return reply{}, err
	}
	_ = json.Unmarshal(out.raw, &out.object)
	_ = json.Unmarshal(out.raw, &out.list)
	return out, nil
}

// channelID finds a channel by name.
func channelID(d *Discord, name string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.namedChannel(name).ID
}

// gatewayFrame is a frame as the client sees it.
type gatewayFrame struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
	S  int             `json:"s"`
	T  string          `json:"t"`
}

func (f gatewayFrame) data(t *testing.T) object {
	t.Helper()
	var o object
	if err := json.Unmarshal(f.D, &o); err != nil {
		t.Fatalf("%s: %v", f.D, err)
	}
	return o
}

// client is a gateway client for tests; it sends no heartbeats of its own.
type client struct {
	t       *testing.T
	ws      *websocket.Conn
	seq     int
	session string
	resume  string
	binary  int // frames that came compressed
}

func dial(t *testing.T, url string) *client {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.DialContext(discordContext(t), url+"/?v=10&encoding=json", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	_ = ws.SetReadDeadline(time.Now().Add(patience))
	c := &client{t: t, ws: ws}
	if f := c.next(); f.Op != opHello {
		t.Fatalf("first frame: op %d, want hello", f.Op)
	}
	return c
}

// connect dials and identifies; READY has been read.
func connect(t *testing.T, d *Discord, intents int) *client {
	t.Helper()
	c := dial(t, d.gatewayURL("/gw"))
	c.identify(d.Token(), intents)
	ready := c.event("READY").data(t)
	c.session, c.resume = str(ready, "session_id"), str(ready, "resume_gateway_url")
	return c
}

func (c *client) identify(token string, intents int) {
	c.t.Helper()
	c.send(opIdentify, object{"token": "Bot " + token, "intents": intents, "compress": true, "properties": object{"os": "test"}})
}

func (c *client) resumes(d *Discord, session string, seq int) {
	c.t.Helper()
	c.send(opResume, object{"token": d.Token(), "session_id": session, "seq": seq})
}

func (c *client) send(op int, data any) {
	c.t.Helper()
	if err := c.ws.WriteJSON(object{"op": op, "d": data}); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) read() (gatewayFrame, error) {
	kind, raw, err := c.ws.ReadMessage()
	if err != nil {
		return gatewayFrame{}, err
	}
	if kind == websocket.BinaryMessage {
		c.binary++
		z, err := zlib.NewReader(bytes.NewReader(raw))
		if err != nil {
			return gatewayFrame{}, err
		}
		if raw, err = io.ReadAll(z); err != nil {
			return gatewayFrame{}, err
		}
	}
	var f gatewayFrame
	err = json.Unmarshal(raw, &f)
	if f.S > 0 {
		c.seq = f.S
	}
	return f, err
}

func (c *client) next() gatewayFrame {
	c.t.Helper()
	f, err := c.read()
	if err != nil {
		c.t.Fatal(err)
	}
	return f
}

// event reads on to the next event of a kind.
func (c *client) event(kind string) gatewayFrame {
	c.t.Helper()
	for {
		if f := c.next(); f.Op == opDispatch && f.T == kind {
			return f
		}
	}
}

// op reads on to the next frame with an opcode.
func (c *client) op(op int) gatewayFrame {
	c.t.Helper()
	for {
		if f := c.next(); f.Op == op {
			return f
		}
	}
}

// closeCode reads on to the end of the connection.
func (c *client) closeCode() int {
	c.t.Helper()
	for {
		_, err := c.read()
		var closed *websocket.CloseError
		switch {
		case errors.As(err, &closed):
			return closed.Code
		case err != nil:
			return 1006
		}
	}
}

const deskIntents = intentGuilds | intentGuildMessages | intentDirectMessages | intentContent

// answering runs a bot that gives every interaction the answer that say returns; nil gives none.
func answering(t *testing.T, d *Discord, say func(in object) object) {
	t.Helper()
	c := connect(t, d, deskIntents)
	go func() {
		for {
			f, err := c.read()
			if err != nil {
				return
			}
			if f.T != "INTERACTION_CREATE" {
				continue
			}
			var in object
			_ = json.Unmarshal(f.D, &in)
			if answer := say(in); answer != nil {
				_, _ = tryRest(t, d, "POST", callback(in), answer)
			}
		}
	}()
}

func callback(in object) string {
	return "/interactions/" + str(in, "id") + "/" + str(in, "token") + "/callback"
}

// says is an answer of type 4.
func says(text string) object { return object{"type": 4, "data": object{"content": text}} }

// register replaces the global commands.
func register(t *testing.T, d *Discord, commands ...object) {
	t.Helper()
	if got := rest(t, d, "PUT", "/applications/"+d.ApplicationID()+"/commands", commands); got.status != http.StatusOK {
		t.Fatalf("registering: %d %s", got.status, got.raw)
	}
}

func ticketCommand() object {
	return object{"name": "ticket", "description": "Raise a ticket", "options": []object{
		{"type": 3, "name": "title", "description": "What is wrong"},
		{"type": 6, "name": "for", "description": "Whose trouble it is"},
	}}
}

func button(label, id string) object {
	return object{"type": 2, "style": 1, "label": label, "custom_id": id}
}

func row(children ...object) object { return object{"type": 1, "components": children} }
