package tickets

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"
)

// NewComment is one message to a ticket's conversation.
type NewComment struct {
	Text     string
	Internal bool   // for moderators and admins only
	Key      string // stable key of the delivery; a repeat is not added again
	Waiting  bool   // the moderator now waits on the requester
}

// Reply adds a message to the ticket's conversation and tells the other side:
// the requester and followers of a moderator's public reply, the owner of a
// requester's. An internal note is told to nobody. A requester's reply brings a
// resolved ticket back, and ends waiting.
func (s *Service) Reply(ctx context.Context, a Actor, ref Ref, n NewComment) (Ticket, error) {
	n.Text = CleanText(n.Text)
	switch size := utf8.RuneCountInString(n.Text); {
	case size == 0:
		return Ticket{}, invalid("text", "Write something first.")
	case size > MaxComment:
		return Ticket{}, invalid("text", "The message is too long; 10,000 characters at most.")
	}
	t, err := s.update(ctx, ref, func(t *Ticket, now time.Time) error {
		if err := a.maySee(t); err != nil {
			return err
		}
		if n.Internal && !a.User.Moderates() {
			return fail(Forbidden, "Only moderators can write internal notes.")
		}
		if n.Key != "" && slices.ContainsFunc(t.Comments, func(c Comment) bool { return c.Key == n.Key }) {
			return ErrUnchanged
		}
		if t.Status == Closed {
			return fail(Conflict, "%s is closed. Please open a new ticket.", t.Number)
		}
		t.Comments = append(t.Comments, Comment{
			ID: newULID(now), Key: n.Key, By: a.User.Person(), Text: n.Text, Internal: n.Internal, Via: a.Via, At: now,
		})
		if n.Internal {
			t.record(a, now, "noted", "")
			return nil
		}
		t.record(a, now, "replied", "")
		t.afterReply(a, n, now)
		return nil
	})
	return t.as(a.User), err
}

// afterReply moves the status and tells the other side of a public reply.
func (t *Ticket) afterReply(a Actor, n NewComment, now time.Time) {
	if t.Requester.ID != a.User.ID && a.User.Moderates() {
		t.attended()
		if t.FirstReplyAt.IsZero() {
			t.FirstReplyAt = now
		}
		if n.Waiting && t.Status.Live() {
			t.Status = Waiting
		}
		t.tellRequester(a, NoticeReplied, n.Text, now)
		return
	}
	switch {
	case t.Status == Resolved:
		t.reopen(a, n.Text, now)
		return // reopening has told the owner, with the text
	case t.Status == Waiting:
		t.Status = InProgress
	}
	if t.Assignee != nil {
		t.notify(NoticeReplied, t.Assignee.ID, a.User.Person(), n.Text, now)
	}
}
