package tickets

import (
	"context"
	"slices"
	"time"
)

// NewComment is one message to a ticket's conversation.
type NewComment struct {
	Text     string   // may be empty when there are files
	Files    []FileID // that the actor has uploaded, MaxFiles at most
	Internal bool     // for moderators and admins only
	Key      string   // stable key of the delivery; a repeat is not added again
	Waiting  bool     // the moderator now waits on the requester
	Message  bool     // it is a chat message, which its author may yet edit or delete; it has a Key
}

// Reply adds a message to the ticket's conversation and tells the other side:
// the requester and followers of a moderator's public reply, the owner of a
// requester's. An internal note is told to nobody. A requester's reply brings a
// resolved ticket back, and ends waiting; before anybody has claimed the ticket
// it is triaged again with it.
func (s *Service) Reply(ctx context.Context, a Actor, ref Ref, n NewComment) (Ticket, error) {
	n.Text = CleanText(n.Text)
	if err := validComment(n.Text); err != nil && (n.Text != "" || len(n.Files) == 0) {
		return Ticket{}, err
	}
	files, repeated, err := s.filesOf(ctx, a, ref, n)
	if err != nil || repeated.ID != "" {
		return repeated, err
	}
	t, err := s.updateKnowing(ctx, ref, s.askStaff(ctx), func(t *Ticket, people []Candidate, now time.Time) error {
		return t.hear(a, n, files, people, now)
	})
	if err == nil {
		s.named(ctx, t, files)
	}
	return t.as(a.User), err
}

// hear adds a message to the conversation, once, with what follows from it.
func (t *Ticket) hear(a Actor, n NewComment, files []File, people []Candidate, now time.Time) error {
	if err := a.maySee(t); err != nil {
		return err
	}
	if n.Internal && !a.User.Moderates() {
		return fail(Forbidden, "Only moderators can write internal notes.")
	}
	if t.hasHeard(n.Key) {
		return ErrUnchanged
	}
	if t.Status == Closed {
		return fail(Conflict, "%s is closed. Please open a new ticket.", t.Number)
	}
	c := Comment{ID: newULID(now), Key: n.Key, By: a.User.Person(), Text: n.Text, Files: files, Internal: n.Internal, Via: a.Via, At: now}
	t.Comments = append(t.Comments, c)
	if n.Message {
		t.addThread(saidAs(n.Key))
	}
	if n.Internal {
		t.record(a, now, "noted", "%s", fileNames(files))
		return nil
	}
	t.record(a, now, "replied", "%s", fileNames(files))
	notices, history := len(t.Notices), len(t.History)
	if err := t.afterReply(a, n, people, now); err != nil {
		return err
	}
	t.addedTo(a.User.ID, now)
	for i := range t.Notices[notices:] { // they say what the comment says when they are sent
		t.Notices[notices+i].Text, t.Notices[notices+i].Said = "", []string{c.ID}
	}
	for i := range t.History[history:] {
		t.History[history+i].Comment = c.ID
	}
	return nil
}

// hasHeard reports whether a delivery is among the ticket's comments.
func (t *Ticket) hasHeard(key string) bool {
	return key != "" && slices.ContainsFunc(t.Comments, func(c Comment) bool { return c.Key == key })
}

// filesOf returns the files of a new comment, claimed for its ticket; or the
// ticket, when that has the comment and its files already.
func (s *Service) filesOf(ctx context.Context, a Actor, ref Ref, n NewComment) (files []File, repeated Ticket, err error) {
	if len(n.Files) == 0 {
		return nil, Ticket{}, nil
	}
	t, err := s.Get(ctx, a, ref)
	if err != nil {
		return nil, Ticket{}, err
	}
	if t.hasHeard(n.Key) {
		return nil, t, nil
	}
	files, err = s.claimFiles(ctx, a, t.ID, n.Files)
	return files, Ticket{}, err
}

// afterReply moves the status and tells the other side of a public reply.
func (t *Ticket) afterReply(a Actor, n NewComment, people []Candidate, now time.Time) error {
	if t.Requester.ID != a.User.ID && a.User.Moderates() {
		t.attended()
		if t.FirstReplyAt.IsZero() {
			t.FirstReplyAt = now
		}
		if n.Waiting && t.Status.Live() {
			t.Status = Waiting
		}
		t.tellRequester(a, NoticeReplied, n.Text, now)
		return nil
	}
	switch {
	case t.Status == Resolved:
		return t.reopen(a, n.Text, people, now) // which tells the owner, with the text
	case t.Status == Waiting && t.Assignee == nil:
		t.queue(now)
	case t.Status == Waiting && t.ClaimedAt.IsZero():
		t.Status = Open
	case t.Status == Waiting:
		t.Status = InProgress
	}
	if t.Assignee != nil && !t.AssignedTo(a.User.ID) {
		t.notify(NoticeReplied, t.Assignee.ID, a.User.Person(), n.Text, now)
	}
	return nil
}
