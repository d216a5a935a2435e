package sim

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// session is what a client resumes: its sequence and its last dispatches.
type session struct {
	id      string
	intents int
	seq     int
	dropped int       // how many dispatches are not in sent any more
	sent    []frame   // sent[i] has sequence dropped+i+1
	conn    *socket   // nil while nobody is connected
	alone   time.Time // since when, with no conn
}

const (
	sessionFor = 10 * time.Minute // how long a session waits for its client to come back
	replayable = 2000             // how many dispatches a session keeps at least
)

// identifiesPerDay is after how many identifies Discord ends all sessions and resets the token.
const identifiesPerDay = 1000

func (s *socket) identify(raw json.RawMessage) {
	d := s.d
	var body struct {
		Token      string  `json:"token"`
		Intents    *int    `json:"intents"`
		Compress   bool    `json:"compress"`
		Properties object  `json:"properties"`
		Shard      *[2]int `json:"shard"`
	}
	if err := json.Unmarshal(raw, &body); err != nil || body.Properties == nil && body.Token == "" {
		s.end(4002)
		return
	}
	if s.session != nil {
		s.end(4005)
		return
	}
	if code := d.refuseIdentify(body.Token, body.Intents, body.Shard); code != 0 {
		s.end(code)
		return
	}
	s.compress = d.cfg.Compress && body.Compress
	ss := &session{id: secret(16), intents: *body.Intents, conn: s}
	d.sessions[ss.id], s.session = ss, ss
	ss.dispatch("READY", object{
		"v": 10, "user": d.bot().wireUser, "session_id": ss.id, "session_type": "normal",
		"resume_gateway_url": d.gatewayURL("/gw-resume/" + ss.id),
		"guilds":             []object{{"id": d.cfg.GuildID, "unavailable": true}},
		"application":        object{"id": d.cfg.ApplicationID, "flags": d.applicationFlags()},
		"private_channels":   []object{}, "presences": []object{}, "relationships": []object{}, "user_settings": object{}, "shard": []int{0, 1}, "_trace": []string{},
	})
	if ss.intents&intentGuilds != 0 {
		ss.dispatch("GUILD_CREATE", d.guildCreate())
	}
}

// refuseIdentify gives the close code of a refusal, or 0.
func (d *Discord) refuseIdentify(token string, intents *int, shard *[2]int) int {
	d.state.Identifies++
	switch {
	case len(d.gateway.refuse) > 0:
		code := d.gateway.refuse[0]
		d.gateway.refuse = d.gateway.refuse[1:]
		return code
	case strings.TrimPrefix(token, "Bot ") != d.cfg.Token, d.state.Identifies > identifiesPerDay:
		return 4004
	case shard != nil && (shard[1] < 1 || shard[0] < 0 || shard[0] >= shard[1]):
		return 4010
	case intents == nil || *intents < 0 || *intents&^intentsKnown != 0:
		return 4013
	case *intents&(intentMembers|intentPresences) != 0, *intents&intentContent != 0 && d.state.ContentOff:
		return 4014
	}
	return 0
}

// guildCreate is the whole guild, as it comes after READY.
func (d *Discord) guildCreate() object {
	g := d.guild()
	delete(g, "permissions")
	members := []*wireMember{d.member(d.bot(), true)}
	g["joined_at"], g["large"], g["unavailable"], g["member_count"] = d.bot().JoinedAt, false, false, len(d.state.Users)
	g["members"], g["channels"], g["threads"] = members, d.guildChannels(false), d.guildChannels(true)
	g["presences"], g["voice_states"], g["stage_instances"], g["guild_scheduled_events"] = []object{}, []object{}, []object{}, []object{}
	return g
}

// resume gives a client what it missed, or tells it that it cannot.
func (s *socket) resume(raw json.RawMessage) {
	d := s.d
	var body struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       *int   `json:"seq"`
	}
	if err := json.Unmarshal(raw, &body); err != nil || body.Seq == nil {
		s.end(4002)
		return
	}
	how := d.gateway.nextResume()
	ss := d.sessions[body.SessionID]
	wrongDoor := d.cfg.StrictResume && s.path != "/gw-resume/"+body.SessionID && s.path != "/gw-resume/"+body.SessionID+"/"
	switch {
	case s.session != nil:
		s.end(4005)
	case strings.TrimPrefix(body.Token, "Bot ") != d.cfg.Token:
		s.end(4004)
	case how == ResumeTryAgain:
		s.send(frame{Op: opInvalid, D: true})
	case how == ResumeRefused:
		delete(d.sessions, body.SessionID)
		s.send(frame{Op: opInvalid, D: false})
	case ss == nil || wrongDoor || ss.expired(d) || *body.Seq >= 0 && *body.Seq < ss.dropped:
		s.send(frame{Op: opInvalid, D: false})
	case *body.Seq > ss.seq || *body.Seq < 0:
		s.end(4007)
	default:
		s.replay(ss, *body.Seq, how)
	}
}

func (s *socket) replay(ss *session, seq int, how Resume) {
	if old := ss.conn; old != nil {
		old.detach()
		old.queue(outgoing{close: 4000})
		old.closeCode = 4000
	}
	ss.conn, s.session = s, ss
	if how == ResumeReconnect {
		s.send(frame{Op: opReconnect})
		return
	}
	if how == ResumeRepeats { // what the client has seen comes once more, under a new number
		for i := seq - ss.dropped - 1; i >= 0; i-- {
			if f := ss.sent[i]; *f.T == "MESSAGE_CREATE" || *f.T == "INTERACTION_CREATE" {
				ss.conn = nil
				ss.dispatch(*f.T, f.D)
				ss.conn = s
				break
			}
		}
	}
	for _, f := range ss.sent[seq-ss.dropped:] {
		s.send(f)
	}
	ss.dispatch("RESUMED", object{"_trace": []string{}})
}

// dispatch numbers an event, keeps it for a resume, and sends it if somebody is there.
func (ss *session) dispatch(event string, data any) {
	raw, err := json.Marshal(data)
	if err != nil {
		panic(fmt.Sprintf("sim: %s cannot be written: %v", event, err)) // only the simulator's own types come here
	}
	ss.seq++
	seq := ss.seq
	f := frame{Op: opDispatch, D: json.RawMessage(raw), S: &seq, T: &event}
	ss.sent = append(ss.sent, f)
	if len(ss.sent) > 2*replayable {
		ss.sent = append([]frame(nil), ss.sent[replayable:]...)
		ss.dropped += replayable
	}
	if ss.conn != nil {
		ss.conn.send(f)
	}
}

// expired tells whether nobody came back for the session in time.
func (ss *session) expired(d *Discord) bool {
	return ss.conn == nil && d.now().Sub(ss.alone) >= sessionFor
}

// dispatch sends an event to every session with the intent (0: all). Callers hold d.mu.
func (d *Discord) dispatch(event string, intent int, data func() any) {
	for id, ss := range d.sessions {
		if ss.expired(d) {
			delete(d.sessions, id)
			continue
		}
		if ss.intents&intent == intent {
			ss.dispatch(event, data())
		}
	}
}

func messageIntent(m *DiscordMessage) int {
	if m.GuildID == "" {
		return intentDirectMessages
	}
	return intentGuildMessages
}

// dispatchMessage tells the sessions of a message in a place that the bot sees. What others wrote is empty for a
// session without MESSAGE_CONTENT, and nobody but the one person hears of an ephemeral message.
func (d *Discord) dispatchMessage(event string, m *DiscordMessage) {
	c := d.state.Channels[m.ChannelID]
	if m.VisibleTo != "" || !d.permissionsIn(d.bot(), c).has(PermissionViewChannel) {
		return
	}
	for _, ss := range d.sessions {
		if ss.intents&messageIntent(m) != 0 {
			ss.dispatch(event, d.render(m, ss.intents&intentContent != 0))
		}
	}
}
