package sim

// Resume is how the gateway treats an attempt to resume.
type Resume int

// What can happen to a resume.
const (
	ResumeOK        Resume = iota // replays what was missed, then RESUMED
	ResumeRefused                 // op 9 false: the session is gone
	ResumeTryAgain                // op 9 true: come again with the same session
	ResumeReconnect               // op 7 as the first packet
	ResumeRepeats                 // like OK, with the newest message that was seen already once more
)

// gatewayFaults are the knobs of the gateway. Guarded by Discord.mu.
type gatewayFaults struct {
	noAck   bool
	refuse  []int    // close codes of the next identifies
	resumes []Resume // fates of the next resumes
	mystery int      // how many of the next interactions carry an unknown component
}

func (g *gatewayFaults) nextResume() Resume {
	if len(g.resumes) == 0 {
		return ResumeOK
	}
	r := g.resumes[0]
	g.resumes = g.resumes[1:]
	return r
}

// gatewayDo runs f for every open connection.
func (d *Discord) gatewayDo(f func(*socket)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for s := range d.conns {
		f(s)
	}
	d.changes.changed()
}

// NextResumes says how the next attempts to resume end; after these, all succeed again.
func (d *Discord) NextResumes(fates ...Resume) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gateway.resumes = append(d.gateway.resumes, fates...)
}

// RefuseIdentify makes the next identifies end with these close codes.
func (d *Discord) RefuseIdentify(codes ...int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gateway.refuse = append(d.gateway.refuse, codes...)
}

// AskReconnect sends op 7 to every connection.
func (d *Discord) AskReconnect() { d.gatewayDo(func(s *socket) { s.send(frame{Op: opReconnect}) }) }

// AskHeartbeat sends op 1 to every connection.
func (d *Discord) AskHeartbeat() { d.gatewayDo(func(s *socket) { s.send(frame{Op: opHeartbeat}) }) }

// InvalidateSessions sends op 9 to every connection. Sessions that are not resumable are forgotten.
func (d *Discord) InvalidateSessions(resumable bool) {
	d.gatewayDo(func(s *socket) {
		s.send(frame{Op: opInvalid, D: resumable})
		if s.session != nil && !resumable {
			delete(d.sessions, s.session.id)
		}
		s.detach()
	})
}

// CloseGateway closes every connection with a code. As on Discord, the session survives the codes that allow a resume.
func (d *Discord) CloseGateway(code int) {
	d.gatewayDo(func(s *socket) {
		if s.session != nil && (code == 4007 || code == 4009 || code == 4004 || code >= 4010) {
			delete(d.sessions, s.session.id)
		}
		s.end(code)
	})
}

// DropGateway breaks every connection without a close frame. What happens until the bot is back is sent when it resumes.
func (d *Discord) DropGateway() {
	d.gatewayDo(func(s *socket) {
		s.detach()
		s.drop()
	})
}

// SilenceGateway turns the present connections into zombies: they stay open and nothing comes any more, not even
// an answer to a heartbeat. What happens meanwhile is sent when the session is resumed elsewhere.
func (d *Discord) SilenceGateway() { d.gatewayDo(func(s *socket) { s.silent = true }) }

// AckHeartbeats switches the answers to heartbeats off or on again.
func (d *Discord) AckHeartbeats(on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gateway.noAck = !on
}

// ForgetSessions makes every resume fail with op 9, as after an outage of Discord.
func (d *Discord) ForgetSessions() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, ss := range d.sessions {
		if ss.conn == nil {
			delete(d.sessions, id)
		}
	}
}

// SwitchContent switches the intent MESSAGE_CONTENT in the developer portal. Switching it off ends the sessions that
// asked for it with 4014.
func (d *Discord) SwitchContent(on bool) {
	d.mu.Lock()
	d.state.ContentOff = !on
	d.mu.Unlock()
	if on {
		return
	}
	d.gatewayDo(func(s *socket) {
		if s.session != nil && s.session.intents&intentContent != 0 {
			delete(d.sessions, s.session.id)
			s.end(4014)
		}
	})
}

// ResetToken changes the bot token, as its owner can: REST answers 401 and the gateway closes with 4004.
func (d *Discord) ResetToken(token string) {
	d.mu.Lock()
	d.cfg.Token = token
	d.mu.Unlock()
	d.CloseGateway(4004)
}

// Identifies tells how often a client identified; 1000 a day are allowed.
func (d *Discord) Identifies() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state.Identifies
}

// Mystery puts a component of a type that nobody knows into the message of the next n interactions that have one.
func (d *Discord) Mystery(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gateway.mystery += n
}
