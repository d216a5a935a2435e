package tickets

import "slices"

// A burst of news about one ticket becomes one message, as far as nothing of it
// has left yet: in quiet hours, while a channel is down, or within one moment.

// collapse has the notice at i take along what the same person is still to be
// told by earlier ones and what it says better.
func (t *Ticket) collapse(i int) {
	later := &t.Notices[i]
	if !slices.ContainsFunc(later.Receipts, Receipt.untouched) {
		return
	}
	for j := i - 1; j >= 0; j-- {
		earlier := &t.Notices[j]
		if earlier.To != later.To || !earlier.unsent() || !later.covers(*earlier) {
			continue
		}
		later.Said = append(slices.Clone(earlier.Said), later.Said...)
		for k := range earlier.Receipts {
			if r := &earlier.Receipts[k]; r.untouched() {
				r.State, r.Error, r.At = ReceiptSkipped, "told together with what came next", later.At
			}
		}
	}
}

// untouched reports whether nobody has tried to send the message yet.
func (r Receipt) untouched() bool { return r.State == ReceiptDue && r.Attempts == 0 }

// unsent reports whether nothing of a planned notice has left.
func (n Notice) unsent() bool {
	some := false
	for _, r := range n.Receipts {
		if r.State != ReceiptSkipped && !r.untouched() {
			return false
		}
		some = some || r.untouched()
	}
	return some
}

// covers reports whether n leaves nothing of an earlier notice unsaid: replies
// of one person are joined, and of the ticket's states only the newest counts.
// That there is a ticket, or that it is now for you, is never left out.
func (n Notice) covers(earlier Notice) bool {
	states := []NoticeKind{NoticeClaimed, NoticeResolved}
	switch {
	case n.Kind == NoticeReplied:
		return earlier.Kind == NoticeReplied && earlier.By.ID == n.By.ID
	case n.Kind == NoticeNudged:
		return earlier.Kind == NoticeNudged
	}
	return slices.Contains(states, n.Kind) && slices.Contains(states, earlier.Kind)
}
