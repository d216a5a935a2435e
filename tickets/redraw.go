package tickets

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// NoticeWithdrawn stands, once the ticket has changed, where somebody was told of
// it who may see it no longer. It says nothing of the ticket.
const NoticeWithdrawn NoticeKind = "withdrawn"

// outdated reports whether a message stands on a platform that can redraw it, and
// says something else than the ticket does now: a card shows all of it, any other
// message the comments that it tells.
func (t *Ticket) outdated(n Notice, r Receipt) bool {
	switch {
	case r.State != ReceiptSent || r.Channel == Mail || r.Place.Message == "":
		return false
	case n.Kind.ShowsCard():
		return r.Revision < t.Version
	}
	return slices.ContainsFunc(t.Comments, func(c Comment) bool { return c.Revised > r.Revision && slices.Contains(n.Said, c.ID) })
}

// stale returns the ids of receipts whose messages are outdated.
func (t *Ticket) stale() []string {
	var ids []string
	for _, n := range t.Notices {
		for _, r := range n.Receipts {
			if t.outdated(n, r) {
				ids = append(ids, r.ID)
			}
		}
	}
	return ids
}

// Refresh redraws, where it stands, every posted message that is outdated, until
// none is: cards, and what was told of words that their author has edited or
// deleted since. What can no longer be edited is left. An error means: try again.
func (s *Service) Refresh(ctx context.Context, id ID) error {
	unlock := s.drawing.lock(id)
	defer unlock()
	t, err := s.store.Ticket(ctx, id)
	for err == nil {
		stale := t.stale()
		if len(stale) == 0 {
			return nil
		}
		t, err = s.redraw(ctx, t, stale)
	}
	return err
}

func (s *Service) redraw(ctx context.Context, t Ticket, receipts []string) (Ticket, error) {
	var failed error
	drawn := map[string]string{} // receipt → why it could not be edited, ever; "" keeps what the receipt says
	for _, id := range receipts {
		n, r := t.receipt(id)
		err := s.edit(ctx, t, *n, *r)
		switch {
		case err == nil:
			drawn[id] = ""
		case errors.Is(err, ErrPermanent):
			drawn[id] = bounded(CleanLine(err.Error()), maxReason)
		default:
			failed = errors.Join(failed, fmt.Errorf("redraw %s by %s: %w", t.Number, r.Channel, err))
		}
	}
	stored, err := s.store.UpdateTicket(ctx, t.ID, func(now *Ticket) error {
		for id, why := range drawn {
			_, r := now.receipt(id)
			if r.Revision = t.Version; why != "" {
				r.Error, r.Cause = why, causeOld
			}
		}
		return nil
	})
	return stored, errors.Join(failed, err)
}

func (s *Service) edit(ctx context.Context, t Ticket, n Notice, r Receipt) error {
	editor, ok := s.notifiers[r.Channel].(Editor)
	if !ok {
		return fmt.Errorf("%w: %s cannot edit", ErrPermanent, r.Channel)
	}
	u, err := s.store.User(ctx, r.To)
	if err != nil {
		return err
	}
	if (Actor{User: u}).maySee(&t) != nil {
		return editor.Edit(ctx, Message{Key: r.ID, Kind: NoticeWithdrawn, To: u, Link: s.url + "/", Zone: u.Location()}, r.Place)
	}
	m, err := s.message(ctx, t, n, r, u)
	if err != nil {
		return err
	}
	return editor.Edit(ctx, m, r.Place)
}
