package discord

import (
	"encoding/json"
	"time"
)

// What Discord sends, as far as the desk reads it. discordgo's own types fail on
// components they do not know, and with them the whole delivery; these do not
// look at the components of messages.

// event is one dispatch of the gateway.
type event struct {
	Type string
	Data json.RawMessage
}

type wireUser struct {
	ID         string `json:"id"`
	Username   string `json:"username"`
	GlobalName string `json:"global_name"`
	Bot        bool   `json:"bot"`
}

// wireMember is somebody as a member of a server. User is missing in messages.
type wireMember struct {
	User *wireUser `json:"user"`
	Nick string    `json:"nick"`
}

type wireReference struct {
	MessageID string `json:"message_id"`
	ChannelID string `json:"channel_id"`
	GuildID   string `json:"guild_id"`
}

// wireSnapshot is a message that was forwarded, as it was then. Who wrote it is not
// in it.
type wireSnapshot struct {
	Message wireMessage `json:"message"`
}

// wireEmbed is a box below a message: of a link's page, or what a program says.
type wireEmbed struct {
	Type        string `json:"type"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Fields      []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"fields"`
}

type wireAttachment struct {
	Filename string `json:"filename"`
	URL      string `json:"url"`
	Size     int64  `json:"size"`
}

type wireMessage struct {
	ID          string           `json:"id"`
	ChannelID   string           `json:"channel_id"`
	GuildID     string           `json:"guild_id"`
	Author      wireUser         `json:"author"`
	Member      *wireMember      `json:"member"`
	Content     string           `json:"content"`
	EditedAt    time.Time        `json:"edited_timestamp"` // zero when it never was
	Type        int              `json:"type"`
	WebhookID   string           `json:"webhook_id"`
	Mentions    []wireUser       `json:"mentions"`
	Attachments []wireAttachment `json:"attachments"`
	Embeds      []wireEmbed      `json:"embeds"`
	Snapshots   []wireSnapshot   `json:"message_snapshots"`
	Stickers    []struct{}       `json:"sticker_items"`
	Reference   *wireReference   `json:"message_reference"`
	Referenced  *wireMessage     `json:"referenced_message"`
	Flags       int              `json:"flags"`
}

// wireUpdate is a message that has changed. Discord leaves out what has not, and
// updates it too when nobody has edited it, as to show a link's page.
type wireUpdate struct {
	wireMessage
	Content *string `json:"content"`
}

// wireGone says of one message or of several that they are deleted.
type wireGone struct {
	ID        string   `json:"id"`
	IDs       []string `json:"ids"`
	ChannelID string   `json:"channel_id"`
}

// Kinds of message that people write; all others are Discord's own.
const (
	messageDefault = 0
	messageReply   = 19
)

type wireChannel struct {
	ID       string `json:"id"`
	Type     int    `json:"type"`
	Name     string `json:"name"`
	GuildID  string `json:"guild_id"`
	ParentID string `json:"parent_id"`
	LastID   string `json:"last_message_id"` // of a forum: its newest post
}

// isThread: announcement, public and private threads.
func (c wireChannel) isThread() bool { return c.Type >= 10 && c.Type <= 12 }

// isForum: a channel of posts, or of media.
func (c wireChannel) isForum() bool { return c.Type == 15 || c.Type == 16 }

// Kinds of interaction.
const (
	kindPing      = 1
	kindCommand   = 2
	kindComponent = 3
	kindSubmit    = 5
)

// Kinds of command.
const (
	commandSlash   = 1
	commandMessage = 3
)

type wireInteraction struct {
	ID            string       `json:"id"`
	ApplicationID string       `json:"application_id"`
	Type          int          `json:"type"`
	Token         string       `json:"token"`
	GuildID       string       `json:"guild_id"`
	ChannelID     string       `json:"channel_id"`
	Member        *wireMember  `json:"member"`
	User          *wireUser    `json:"user"`
	Message       *wireMessage `json:"message"`
	Data          struct {
		Type     int      `json:"type"`
		Name     string   `json:"name"`
		TargetID string   `json:"target_id"`
		CustomID string   `json:"custom_id"`
		Kind     int      `json:"component_type"`
		Values   []string `json:"values"` // chosen in a menu
		Options  []struct {
			Name  string          `json:"name"`
			Value json.RawMessage `json:"value"`
		} `json:"options"`
		Resolved struct {
			Messages map[string]wireMessage `json:"messages"`
		} `json:"resolved"`
		Components []wireInput `json:"components"`
	} `json:"data"`
}

// wireInput is part of a form that was sent: a row or label, or the field in it.
type wireInput struct {
	CustomID   string      `json:"custom_id"`
	Value      string      `json:"value"`
	Values     []string    `json:"values"`
	Components []wireInput `json:"components"`
	Component  *wireInput  `json:"component"`
}

// Kinds of first answer to an interaction.
const (
	replyPong     = 1
	replyMessage  = 4
	replyDeferred = 5
	replyNothing  = 6 // of a click: what was clicked stays as it is
	replyModal    = 9
)

// response is the first answer to an interaction.
type response struct {
	Type int `json:"type"`
	Data any `json:"data,omitempty"`
}

// Flags of messages.
const (
	flagSuppressEmbeds = 1 << 2
	flagEphemeral      = 1 << 6
)

// message is a message as Discord takes it.
type message struct {
	Content      string         `json:"content"`
	Components   []row          `json:"components"`
	Mentions     mentions       `json:"allowed_mentions"`
	Flags        int            `json:"flags"`
	Reference    *wireReference `json:"-"`
	Nonce        string         `json:"nonce,omitempty"`
	EnforceNonce bool           `json:"enforce_nonce,omitempty"`
}

// mentions with an empty Parse ring for nobody.
type mentions struct {
	Parse       []string `json:"parse"`
	RepliedUser bool     `json:"replied_user"`
}

type row struct {
	Type       int   `json:"type"`
	Components []any `json:"components"` // up to five buttons, or a menu
}

type menu struct {
	Type        int      `json:"type"`
	CustomID    string   `json:"custom_id"`
	Placeholder string   `json:"placeholder"`
	Options     []option `json:"options"`
}

type button struct {
	Type     int    `json:"type"`
	Style    int    `json:"style"`
	Label    string `json:"label"`
	CustomID string `json:"custom_id,omitempty"`
	URL      string `json:"url,omitempty"`
}

// Kinds of component, and styles of button.
const (
	componentRow    = 1
	componentButton = 2
	componentSelect = 3
	componentInput  = 4
	componentLabel  = 18

	stylePrimary   = 1
	styleSecondary = 2
	styleLink      = 5
)

// modal is a form. discordgo knows no labels, and rows hold no select.
type modal struct {
	CustomID   string  `json:"custom_id"`
	Title      string  `json:"title"`
	Components []label `json:"components"`
}

type label struct {
	Type        int    `json:"type"`
	Label       string `json:"label"`
	Description string `json:"description,omitempty"`
	Component   input  `json:"component"`
}

type input struct {
	Type        int      `json:"type"`
	CustomID    string   `json:"custom_id"`
	Style       int      `json:"style,omitempty"` // of a text: 1 one line, 2 several
	MaxLength   int      `json:"max_length,omitempty"`
	Value       string   `json:"value,omitempty"`
	Placeholder string   `json:"placeholder,omitempty"`
	Required    bool     `json:"required"`
	Options     []option `json:"options,omitempty"`
	MinValues   *int     `json:"min_values,omitempty"`
}

type option struct {
	Label   string `json:"label"`
	Value   string `json:"value"`
	Default bool   `json:"default,omitempty"`
}
