package sim

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// SlackFile is a file that somebody has shared in a message.
type SlackFile struct {
	ID      string `json:"id"` // given by Slack
	Name    string `json:"name"`
	Type    string `json:"type"` // media type
	Content []byte `json:"content"`
}

// Shares posts files with a message, which may be empty, and returns it.
func (p *Person) Shares(place, text string, files ...SlackFile) SlackMessage {
	return p.posts(SlackMessage{Channel: p.place(place), Text: text, Subtype: "file_share", Files: p.uploads(files)})
}

// SharesIn posts files into the thread of a message.
func (p *Person) SharesIn(thread SlackMessage, text string, files ...SlackFile) SlackMessage {
	head := thread.ThreadTS
	if head == "" {
		head = thread.TS
	}
	return p.posts(SlackMessage{Channel: thread.Channel, ThreadTS: head, Text: text, Subtype: "file_share", Files: p.uploads(files)})
}

func (p *Person) uploads(files []SlackFile) []SlackFile {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	files = slices.Clone(files)
	for i := range files {
		files[i].ID = p.s.nextID("F")
	}
	return files
}

// wire is the file as the API and events show it. Callers hold mu.
func (f SlackFile) wire(s *Slack, m *SlackMessage) object {
	at := s.url + "/files-pri/" + s.st.TeamID + "-" + f.ID
	name := url.PathEscape(f.Name)
	kind := strings.TrimPrefix(path.Ext(f.Name), ".")
	return object{"id": f.ID, "name": f.Name, "title": f.Name, "mimetype": f.Type, "filetype": kind, "pretty_type": strings.ToUpper(kind),
		"user": m.User, "user_team": s.st.TeamID, "editable": false, "size": len(f.Content), "mode": "hosted", "is_external": false, "external_type": "",
		"is_public": false, "public_url_shared": false, "display_as_bot": false, "username": "", "has_rich_preview": false, "file_access": "visible",
		"url_private": at + "/" + name, "url_private_download": at + "/download/" + name,
		"permalink": s.url + "/files/" + m.User + "/" + f.ID + "/" + name}
}

// stub is all that a message says of a file where other workspaces read along: who wants to know more asks files.info.
func (f SlackFile) stub() object {
	return object{"id": f.ID, "mode": "file_access", "file_access": "check_file_info", "created": 0, "timestamp": 0, "user": ""}
}

// filesInfo shows a file of a conversation that the app is in.
func (s *Slack) filesInfo(rq *slackRequest) (object, error) {
	for channel, messages := range s.st.Messages {
		for _, m := range messages {
			i := slices.IndexFunc(m.Files, func(f SlackFile) bool { return f.ID == rq.str("file") })
			if c := s.st.Channels[channel]; i >= 0 && c != nil && c.has(s.st.BotUser) {
				return object{"file": m.Files[i].wire(s, m), "comments": []object{}, "response_metadata": object{"next_cursor": ""}}, nil
			}
		}
	}
	return nil, slackNo("file_not_found")
}

// serveFile answers the app with a file. Whom Slack does not know, or who may not read files, is led to the log-in page:
// there is no error code to see. The fault of the method "files-pri" concerns it.
func (s *Slack) serveFile(w http.ResponseWriter, r *http.Request) {
	ft := s.faults.take("files-pri")
	ft.strike(r.Context())
	if ft.Status != 0 {
		http.Error(w, http.StatusText(ft.Status), ft.Status)
		return
	}
	s.mu.Lock()
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	err := s.authorise(slackMethod{token: "bot", scope: []string{"files:read"}}, token)
	f := s.file(strings.TrimPrefix(r.PathValue("file"), s.st.TeamID+"-"))
	s.mu.Unlock()
	switch {
	case err != nil:
		http.Redirect(w, r, s.url+"/?redir="+r.URL.Path, http.StatusFound)
	case f == nil || f.Name != r.PathValue("name"):
		http.NotFound(w, r)
	default:
		w.Header().Set("Content-Type", f.Type)
		_, _ = w.Write(f.Content) // whoever has gone needs no file
	}
}

// file finds a file of a message that is still there. Callers hold mu.
func (s *Slack) file(id string) *SlackFile {
	for _, messages := range s.st.Messages {
		for _, m := range messages {
			for i := range m.Files {
				if m.Files[i].ID == id {
					return &m.Files[i]
				}
			}
		}
	}
	return nil
}
