package discord

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"github.com/beckon-desk/beckon/tickets"
)

// progressDocument names what the owner of the gateway keeps for the next one.
const progressDocument = "discord/gateway"

// place of a reader in the gateway's session and in channels.
type saved struct {
	Session  string            `json:"session,omitempty"`
	URL      string            `json:"url,omitempty"` // where the session is resumed
	Seq      int64             `json:"seq,omitempty"` // of the last dispatch before which all is handled
	Channels map[string]cursor `json:"channels,omitempty"`
}

// cursor is where reading on in a channel begins.
type cursor struct {
	Guild string   `json:"guild,omitempty"`
	Forum bool     `json:"forum,omitempty"` // it has posts and no messages of its own
	Last  string   `json:"last"`            // id of the newest message, or post, that was taken in
	Taken []string `json:"taken,omitempty"` // ids of the newest that people wrote, which may be edited or deleted while nobody listens
}

// keptTaken bounds how many messages of a channel are looked at again.
const keptTaken = 30

// keptChannels bounds the cursors; those longest without a word go first.
const keptChannels = 200

// progress knows what was handled. Dispatches are handled out of order, so it
// remembers those under way: a resume must not skip them.
type progress struct {
	mu      sync.Mutex
	now     saved
	open    map[int64]bool
	changed bool
	quiet   chan struct{} // closed when nothing is open; nil while nobody waits for that
}

// began notes a dispatch, and returns what to call once it is handled.
func (p *progress) began(seq int64) (done func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	session := p.now.Session
	if p.open == nil {
		p.open = map[int64]bool{}
	}
	p.open[seq] = true
	p.now.Seq, p.changed = max(p.now.Seq, seq), true
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.now.Session == session {
			delete(p.open, seq)
			p.changed = true
			p.rest()
		}
	}
}

// handled is closed once nothing is under way.
func (p *progress) handled() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.quiet == nil {
		p.quiet = make(chan struct{})
	}
	quiet := p.quiet
	p.rest()
	return quiet
}

// rest tells those who wait for it when nothing is under way.
func (p *progress) rest() {
	if len(p.open) == 0 && p.quiet != nil {
		close(p.quiet)
		p.quiet = nil
	}
}

// session returns what a connection resumes: its last sequence is that which
// this process has received, handled or not.
func (p *progress) session() saved {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

// begin notes a new session, or with "" that there is none.
func (p *progress) begin(session, url string, seq int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now.Session, p.now.URL, p.now.Seq, p.open, p.changed = session, url, seq, nil, true
	p.rest()
}

// mark notes the newest message that was taken in of a channel.
func (p *progress) mark(channel, guild, message string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c, ok := p.now.Channels[channel]
	if ok && !later(message, c.Last) {
		return
	}
	c.Guild, c.Last = guild, message
	p.set(channel, c)
	if len(p.now.Channels) <= keptChannels {
		return
	}
	oldest := ""
	for id, c := range p.now.Channels {
		if oldest == "" || later(p.now.Channels[oldest].Last, c.Last) {
			oldest = id
		}
	}
	delete(p.now.Channels, oldest)
}

// posted notes the newest post that was taken in of a forum.
func (p *progress) posted(forum, guild, post string) {
	p.mark(forum, guild, post)
	p.mu.Lock()
	defer p.mu.Unlock()
	if c, ok := p.now.Channels[forum]; ok {
		c.Forum = true
		p.set(forum, c)
	}
}

func (p *progress) set(channel string, c cursor) {
	if p.now.Channels == nil {
		p.now.Channels = map[string]cursor{}
	}
	p.now.Channels[channel], p.changed = c, true
}

// took notes a message that somebody wrote in a channel and that was taken in.
func (p *progress) took(channel, guild, message string) {
	p.mark(channel, guild, message)
	p.mu.Lock()
	defer p.mu.Unlock()
	c, ok := p.now.Channels[channel]
	if !ok || slices.Contains(c.Taken, message) {
		return
	}
	taken := append(slices.Clone(c.Taken), message) // those who read cursors keep the old
	c.Taken = taken[max(0, len(taken)-keptTaken):]
	p.set(channel, c)
}

// pass notes that a message was looked at and is for nobody, or was but a mention:
// where a channel is read on in, it is not to be answered again.
func (p *progress) pass(channel, guild, message string) {
	p.mu.Lock()
	_, known := p.now.Channels[channel]
	p.mu.Unlock()
	if known {
		p.mark(channel, guild, message)
	}
}

// drop forgets a message that is gone.
func (p *progress) drop(channel, message string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c, ok := p.now.Channels[channel]
	if !ok || !slices.Contains(c.Taken, message) {
		return
	}
	c.Taken = slices.DeleteFunc(slices.Clone(c.Taken), func(id string) bool { return id == message })
	p.set(channel, c)
}

// leave forgets a channel that is gone.
func (p *progress) leave(channel string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.now.Channels, channel)
	p.changed = true
}

func (p *progress) cursors() map[string]cursor {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.now.Channels)
}

// load takes over from whoever owned the gateway before.
func (p *progress) load(ctx context.Context, store tickets.DocumentStore) error {
	s, err := tickets.ReadDocument[saved](ctx, store, progressDocument)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now, p.open, p.changed = s, nil, false
	p.rest()
	return nil
}

// save keeps what has changed.
func (p *progress) save(ctx context.Context, store tickets.DocumentStore) error {
	p.mu.Lock()
	if !p.changed {
		p.mu.Unlock()
		return nil
	}
	s := p.now
	s.Channels = maps.Clone(s.Channels)
	if len(p.open) > 0 {
		s.Seq = slices.Min(slices.Collect(maps.Keys(p.open))) - 1
	}
	p.changed = false
	p.mu.Unlock()
	_, err := store.Document(ctx, progressDocument, func([]byte) ([]byte, error) { return json.Marshal(s) })
	if err != nil {
		p.mu.Lock()
		p.changed = true
		p.mu.Unlock()
	}
	return err
}
