package tickets

import (
	"slices"
	"time"
)

// A burst of news about one ticket becomes one message, as far as nothing of it
// has left yet: in quiet hours, while a channel is down, within one moment, or,
// by mail, within a minute of the last. The first message always leaves at once,
// and so does what gives somebody work. In chat everything does: people talk
// there, and cards are drawn anew in place.

// spacing is the least time between a mail to one person about one ticket and
// the next, unless the ticket is of high priority.
const spacing = time.Minute

// givesWork reports whether a notice is the first that somebody hears of a
// ticket, or that they are to act on it.
func (k NoticeKind) givesWork() bool {
	return k == NoticeOpened || k == NoticeAssigned || k == NoticeUnrouted || k == NoticeEscalated
}

// spaced returns until when a further message to somebody about the ticket is
// held back, which itself has to wait until quiet; zero when it is not. One that
// is held already is joined, unless it waits for longer than that: for a round.
func (t *Ticket) spaced(kind NoticeKind, to UserID, channel Platform, quiet, now time.Time) time.Time {
	until := quiet
	if channel != Mail || t.Priority == High || kind.givesWork() {
		return until
	}
	for _, n := range t.Notices {
		for _, r := range n.Receipts {
			at := r.NotBefore
			switch {
			case r.To != to || r.Channel != channel || r.State == ReceiptSkipped || r.State == ReceiptFailed:
				continue
			case r.held(now) && at.After(now.Add(spacing)) && at.After(quiet):
				continue
			case r.held(now):
			case now.Sub(r.At).Abs() < spacing:
				at = r.At.Add(spacing)
			default:
				continue
			}
			if at.After(until) {
				until = at
			}
		}
	}
	return until
}

// collapse makes one notice of the one at i and of those before it that are
// still to be told to the same person, as far as one says it all.
func (t *Ticket) collapse(i int) {
	for j := i - 1; j >= 0; j-- {
		earlier, later := &t.Notices[j], &t.Notices[i]
		told, kept := earlier, later
		if earlier.outweighs(later) {
			told, kept = later, earlier
		}
		if earlier.To != later.To || !joined(earlier, later) || !told.fitsInto(kept) {
			continue
		}
		kept.Said = slices.Concat(earlier.Said, later.Said)
		for k := range told.Receipts {
			r := &told.Receipts[k]
			if !r.untouched() {
				continue
			}
			if with := kept.untouched(*r); r.NotBefore.Before(with.NotBefore) {
				with.NotBefore = r.NotBefore // what is told first is not to wait for what comes next
			}
			why := causeWithNext
			if told == later {
				why = causeWithLast
			}
			r.skip(why, t.Notices[i].At)
		}
	}
}

// untouched reports whether nobody has tried to send the message yet.
func (r Receipt) untouched() bool { return r.State == ReceiptDue && r.Attempts == 0 }

// untouched returns the notice's receipt for the same person and channel that
// nobody has tried to send yet, or nil.
func (n *Notice) untouched(as Receipt) *Receipt {
	i := slices.IndexFunc(n.Receipts, func(r Receipt) bool { return r.untouched() && r.To == as.To && r.Channel == as.Channel })
	if i < 0 {
		return nil
	}
	return &n.Receipts[i]
}

// fitsInto reports whether whatever is yet to be told of n can be told with
// another notice: over the same channels, and nothing of its words has left.
func (n *Notice) fitsInto(other *Notice) bool {
	some := false
	for _, r := range n.Receipts {
		switch {
		case r.State == ReceiptSkipped:
		case r.untouched() && other.untouched(r) != nil:
			some = true
		case r.untouched() || len(n.Said) > 0 || len(other.Said) > 0:
			return false
		}
	}
	return some
}

// weights say which of two notices is kept when they become one; of two of the
// same weight it is the later.
var weights = map[NoticeKind]int{NoticeOverdue: 1, NoticeReplied: 1, NoticeResolved: 2, NoticeReopened: 2, NoticeAssigned: 3}

// outweighs reports whether n is kept, and not what came later. That somebody
// took up a ticket again is newer than that it was resolved.
func (n *Notice) outweighs(later *Notice) bool {
	return weights[n.Kind] > weights[later.Kind] && !(n.Kind == NoticeResolved && later.Kind == NoticeClaimed)
}

// joined reports whether one notice can say what two say. That there is a ticket,
// and what one person wrote beside what another must do, stays apart; in chat,
// so does what different people wrote.
func joined(earlier, later *Notice) bool {
	mail := !slices.ContainsFunc(later.Receipts, func(r Receipt) bool { return r.Channel != Mail })
	if len(earlier.Said) > 0 && len(later.Said) > 0 && earlier.By.ID != later.By.ID && !mail {
		return false
	}
	for _, together := range [][]NoticeKind{
		{NoticeClaimed, NoticeReplied, NoticeResolved},                // news of one's own ticket
		{NoticeAssigned, NoticeReopened, NoticeNudged, NoticeOverdue}, // work to do
		{NoticeReplied, NoticeReopened},
	} {
		if slices.Contains(together, earlier.Kind) && slices.Contains(together, later.Kind) {
			return true
		}
	}
	return false
}
