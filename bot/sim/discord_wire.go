package sim

import "time"

// discordTime is how Discord writes a point in time.
func discordTime(t time.Time) string {
	return t.UTC().Format("2006-01-02T15:04:05.000000+00:00")
}

// wireUser is an account as Discord shows it to bots.
type wireUser struct {
	ID            string  `json:"id"`
	Username      string  `json:"username"`
	Discriminator string  `json:"discriminator"`
	GlobalName    *string `json:"global_name"`
	Avatar        *string `json:"avatar"`
	Bot           bool    `json:"bot,omitempty"`
}

// wireMember is an account's membership of the guild. User is left out inside messages, Permissions
// are given in interactions only.
type wireMember struct {
	User        *wireUser `json:"user,omitempty"`
	Nick        *string   `json:"nick"`
	Roles       []string  `json:"roles"`
	JoinedAt    string    `json:"joined_at"`
	Deaf        bool      `json:"deaf"`
	Mute        bool      `json:"mute"`
	Flags       int       `json:"flags"`
	Permissions string    `json:"permissions,omitempty"`
}

// wireReference points from a reply to the message that it answers, or to what was forwarded.
type wireReference struct {
	Type      int    `json:"type"`
	MessageID string `json:"message_id,omitempty"`
	ChannelID string `json:"channel_id,omitempty"`
	GuildID   string `json:"guild_id,omitempty"`
	Must      *bool  `json:"fail_if_not_exists,omitempty"` // only from apps; nil is true
}

// wireMessage is a message as it crosses the wire.
type wireMessage struct {
	ID                  string         `json:"id"`
	ChannelID           string         `json:"channel_id"`
	GuildID             string         `json:"guild_id,omitempty"`
	Author              wireUser       `json:"author"`
	Member              *wireMember    `json:"member,omitempty"`
	Content             string         `json:"content"`
	Timestamp           string         `json:"timestamp"`
	EditedTimestamp     *string        `json:"edited_timestamp"`
	TTS                 bool           `json:"tts"`
	MentionEveryone     bool           `json:"mention_everyone"`
	Mentions            []wireUser     `json:"mentions"`
	MentionRoles        []string       `json:"mention_roles"`
	Attachments         []object       `json:"attachments"`
	Embeds              []object       `json:"embeds"`
	Components          []object       `json:"components"`
	Pinned              bool           `json:"pinned"`
	Type                int            `json:"type"`
	Flags               int            `json:"flags"`
	Nonce               any            `json:"nonce,omitempty"`
	WebhookID           string         `json:"webhook_id,omitempty"`
	ApplicationID       string         `json:"application_id,omitempty"`
	MessageReference    *wireReference `json:"message_reference,omitempty"`
	ReferencedMessage   *wireMessage   `json:"referenced_message,omitempty"`
	MessageSnapshots    []object       `json:"message_snapshots,omitempty"`
	StickerItems        []object       `json:"sticker_items,omitempty"`
	InteractionMetadata object         `json:"interaction_metadata,omitempty"`
	Thread              *wireChannel   `json:"thread,omitempty"`
}

// wireChannel is a channel, DM or thread as it crosses the wire.
type wireChannel struct {
	ID             string          `json:"id"`
	Type           int             `json:"type"`
	GuildID        string          `json:"guild_id,omitempty"`
	Name           *string         `json:"name,omitempty"`
	Topic          *string         `json:"topic,omitempty"`
	Position       int             `json:"position"`
	ParentID       *string         `json:"parent_id,omitempty"`
	OwnerID        string          `json:"owner_id,omitempty"`
	LastMessageID  *string         `json:"last_message_id"`
	Flags          int             `json:"flags"`
	Overwrites     []wireOverwrite `json:"permission_overwrites,omitempty"`
	Recipients     []wireUser      `json:"recipients,omitempty"`
	ThreadMetadata *wireThread     `json:"thread_metadata,omitempty"`
	MessageCount   int             `json:"message_count,omitempty"`
	MemberCount    int             `json:"member_count,omitempty"`
	NewlyCreated   bool            `json:"newly_created,omitempty"`
	Permissions    string          `json:"permissions,omitempty"`
}

// wireOverwrite changes the permissions of one role (type 0) or member (type 1) in one channel.
type wireOverwrite struct {
	ID    string `json:"id"`
	Type  int    `json:"type"`
	Allow string `json:"allow"`
	Deny  string `json:"deny"`
}

// wireThread is what only threads have.
type wireThread struct {
	Archived            bool   `json:"archived"`
	AutoArchiveDuration int    `json:"auto_archive_duration"`
	ArchiveTimestamp    string `json:"archive_timestamp"`
	Locked              bool   `json:"locked"`
	Invitable           bool   `json:"invitable,omitempty"`
	CreateTimestamp     string `json:"create_timestamp"`
}

// wireRole is a role of the guild. Permissions is a decimal string, as everywhere on Discord.
type wireRole struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Color       int    `json:"color"`
	Hoist       bool   `json:"hoist"`
	Position    int    `json:"position"`
	Permissions string `json:"permissions"`
	Managed     bool   `json:"managed"`
	Mentionable bool   `json:"mentionable"`
	Flags       int    `json:"flags"`
}

// Kinds of channel.
const (
	channelText          = 0
	channelDM            = 1
	channelPublicThread  = 11
	channelPrivateThread = 12
	channelForum         = 15
)

// Kinds of message.
const (
	messageDefault       = 0
	messageThreadCreated = 18
	messageReply         = 19
	messageSlashAnswer   = 20
	messageThreadStarter = 21
	messageMenuAnswer    = 23
)

// Kinds of reference.
const referenceForward = 1

// Message flags.
const (
	flagSuppressEmbeds = 1 << 2
	flagHasThread      = 1 << 5
	flagEphemeral      = 1 << 6
	flagLoading        = 1 << 7
	flagSilent         = 1 << 12
	flagHasSnapshot    = 1 << 14
	flagComponentsV2   = 1 << 15
)
