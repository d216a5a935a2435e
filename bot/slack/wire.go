package slack

import (
	"encoding/json"
	"net/url"
)

// What Slack delivers, as far as the desk needs it. The library's own types
// decode every block of a message too, and fail as a whole on one they do not
// know; a click must not be lost to a new kind of block in what was clicked.

// wireCommand is a slash command: a form by HTTP, the same keys as JSON on a socket.
type wireCommand struct {
	TeamID       string `json:"team_id"`
	EnterpriseID string `json:"enterprise_id"`
	AppID        string `json:"api_app_id"`
	ChannelID    string `json:"channel_id"`
	UserID       string `json:"user_id"`
	Text         string `json:"text"`
	TriggerID    string `json:"trigger_id"`
	ResponseURL  string `json:"response_url"`
}

func commandOf(form url.Values) wireCommand {
	return wireCommand{
		TeamID: form.Get("team_id"), EnterpriseID: form.Get("enterprise_id"), AppID: form.Get("api_app_id"),
		ChannelID: form.Get("channel_id"), UserID: form.Get("user_id"), Text: form.Get("text"),
		TriggerID: form.Get("trigger_id"), ResponseURL: form.Get("response_url"),
	}
}

// wireInteraction is a click, a shortcut or a form.
type wireInteraction struct {
	Type       string `json:"type"`
	CallbackID string `json:"callback_id"`
	AppID      string `json:"api_app_id"`
	TriggerID  string `json:"trigger_id"`
	Team       wireID `json:"team"`
	Enterprise wireID `json:"enterprise"`
	User       struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
	} `json:"user"`
	Channel     wireID       `json:"channel"`
	ResponseURL string       `json:"response_url"`
	Message     wireMessage  `json:"message"`
	MessageTS   string       `json:"message_ts"`
	Actions     []wireAction `json:"actions"`
	View        wireView     `json:"view"`
	Container   struct {
		Type      string `json:"type"`
		ChannelID string `json:"channel_id"`
		ThreadTS  string `json:"thread_ts"`
	} `json:"container"`
}

type wireID struct {
	ID string `json:"id"`
}

type wireAction struct {
	ActionID string `json:"action_id"`
	Value    string `json:"value"`
	Selected struct {
		Value string `json:"value"`
	} `json:"selected_option"` // of a menu
}

type wireView struct {
	ID         string `json:"id"`
	CallbackID string `json:"callback_id"`
	Metadata   string `json:"private_metadata"`
	State      struct {
		Values map[string]map[string]struct {
			Value    string `json:"value"`
			Selected struct {
				Value string `json:"value"`
			} `json:"selected_option"`
		} `json:"values"`
	} `json:"state"`
}

// wireEnvelope is what events come in.
type wireEnvelope struct {
	Type         string    `json:"type"`
	Challenge    string    `json:"challenge"`
	TeamID       string    `json:"team_id"`
	EnterpriseID string    `json:"enterprise_id"`
	AppID        string    `json:"api_app_id"`
	Event        wireEvent `json:"event"`
	Authorised   []struct {
		TeamID       string `json:"team_id"`
		EnterpriseID string `json:"enterprise_id"`
	} `json:"authorizations"`
}

// wireEvent is the inner event: a message, or the few others the desk knows.
type wireEvent struct {
	wireMessage
	Channel     wireRef `json:"channel"`
	ChannelType string  `json:"channel_type"`
	UserTeam    string  `json:"user_team"`
	SourceTeam  string  `json:"source_team"`
	Tab         string  `json:"tab"`

	Now     *wireMessage `json:"message"`    // of message_changed: as it is since
	Deleted string       `json:"deleted_ts"` // of message_deleted
}

type wireMessage struct {
	Type     string     `json:"type"`
	Subtype  string     `json:"subtype"`
	User     wireRef    `json:"user"`
	BotID    string     `json:"bot_id"`
	Text     string     `json:"text"`
	TS       string     `json:"ts"`
	ThreadTS string     `json:"thread_ts"`
	Latest   string     `json:"latest_reply"` // stamp of the last reply, in the history of what begins a thread
	Files    []wireFile `json:"files"`
	Attached wireQuotes `json:"attachments"`
	Edited   struct {
		TS string `json:"ts"`
	} `json:"edited"` // by its author; when only Slack has changed it, as to show a link's page, it stays
}

type wireFile struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Permalink string `json:"permalink"`
	Size      int64  `json:"size"`
	Private   string `json:"url_private"` // "" for one that another workspace has
	Access    string `json:"file_access"`
}

// checkFileInfo as a file's Access says that there is nothing but its id here.
const checkFileInfo = "check_file_info"

// wireQuote is what a message shows below its words: another message that was
// forwarded with it, or a link's page, or most of what an app has to say.
type wireQuote struct {
	Forwarded bool       `json:"is_share"` // a message whose address was typed has it not
	Author    string     `json:"author_name"`
	From      string     `json:"from_url"`
	Pretext   string     `json:"pretext"`
	Title     string     `json:"title"`
	Text      string     `json:"text"`
	Fallback  string     `json:"fallback"`
	Files     []wireFile `json:"files"`
}

// wireQuotes are read as far as they can be: every app fills them as it likes.
type wireQuotes []wireQuote

func (q *wireQuotes) UnmarshalJSON(b []byte) error {
	_ = json.Unmarshal(b, (*[]wireQuote)(q))
	return nil
}

// wireRef is the id of a user or channel. Some events hold the whole object in
// its place; they do not matter here, but must not be an error.
type wireRef string

func (r *wireRef) UnmarshalJSON(b []byte) error {
	var id string
	if json.Unmarshal(b, &id) == nil {
		*r = wireRef(id)
	}
	return nil
}
