package sim

import (
	"crypto/ed25519"
	"encoding/hex"
	"net/http"
	"regexp"
)

// DiscordFile is a file that somebody attaches to a message.
type DiscordFile struct {
	Name    string
	Type    string // media type
	Content []byte
}

// Shares writes a message with files, which may say nothing else.
func (p *DiscordPerson) Shares(place, text string, files ...DiscordFile) DiscordMessage {
	return p.says(p.place(place), text, nil, files...)
}

// SharesTo answers a message with files.
func (p *DiscordPerson) SharesTo(m DiscordMessage, text string, files ...DiscordFile) DiscordMessage {
	return p.says(m.ChannelID, text, &wireReference{MessageID: m.ID}, files...)
}

const attachmentRoute = "GET /attachments/{channel}/{id}/{name}"

// odd is what Discord does not leave in the name of a file.
var odd = regexp.MustCompile(`[^\p{L}\p{N}_.-]+`)

func (f DiscordFile) wire() object {
	return object{"filename": odd.ReplaceAllString(f.Name, "_"), "size": len(f.Content), "content_type": f.Type}
}

// attachmentURL is where a file can be had by whoever knows the address.
func (d *Discord) attachmentURL(channel, id, name string) string {
	path := "/attachments/" + channel + "/" + id + "/" + name
	return d.origin + path + "?ex=7fffffff&is=0&hm=" + d.attachmentMark(id) + "&"
}

// attachmentMark signs the address of a file.
func (d *Discord) attachmentMark(id string) string {
	return hex.EncodeToString(ed25519.Sign(d.key, []byte("attachment "+id))[:16])
}

// serveAttachment answers whoever has the whole address. Faults of its route concern it too.
func (d *Discord) serveAttachment(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	ft := d.faults.take(attachmentRoute, r.URL.Path)
	ft.strike(r.Context())
	if ft.Status != 0 {
		http.Error(w, http.StatusText(ft.Status), ft.Status)
		return
	}
	d.mu.Lock()
	content, there := d.state.Files[id]
	d.mu.Unlock()
	if !there || r.FormValue("hm") != d.attachmentMark(id) {
		http.Error(w, "This content is no longer available.", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", http.DetectContentType(content))
	_, _ = w.Write(content) // whoever has gone needs no file
}
