package slack

import (
	"context"

	"github.com/slack-go/slack"
)

// What a message carries to be found again. Every member of the workspace can
// read it: it must hold nothing secret.
const (
	receiptEvent = "beckon_receipt"
	receiptKey   = "receipt"
)

// How far back a retry looks: DMs newest first, threads oldest first.
const (
	lookPage  = 200
	lookPages = 3
)

// find returns the stamp of the message that an earlier try for the same
// receipt has posted, or "" when there is none or the history is closed to us.
func (n *Notifier) find(ctx context.Context, key, channel, thread string) (string, error) {
	cursor := ""
	for range lookPages {
		var page []slack.Message
		var next string
		err := n.call(ctx, func() (err error) {
			page, next, err = n.page(ctx, channel, thread, cursor)
			return err
		})
		switch {
		case code(err) == "thread_not_found":
			return "", nil
		case unreadable[code(err)]:
			n.log.Warn("cannot look for an earlier message: the next one may be a repeat", "receipt", key, "slack", code(err))
			return "", nil
		case err != nil:
			return "", err
		}
		for _, m := range page {
			if m.Metadata.EventType == receiptEvent && m.Metadata.EventPayload[receiptKey] == key {
				return m.Timestamp, nil
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return "", nil
}

func (n *Notifier) page(ctx context.Context, channel, thread, cursor string) ([]slack.Message, string, error) {
	if thread != "" {
		page, _, next, err := n.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: thread, Cursor: cursor, Limit: lookPage, IncludeAllMetadata: true})
		return page, next, err
	}
	page, err := n.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Cursor: cursor, Limit: lookPage, IncludeAllMetadata: true})
	if err != nil {
		return nil, "", err
	}
	return page.Messages, page.ResponseMetaData.NextCursor, nil
}
