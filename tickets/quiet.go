package tickets

import "time"

// In somebody's quiet hours a notice waits for their end, unless its ticket is
// of high priority. What answers the person at once does not wait: they are up.

// quietUntil returns when the person's quiet hours end, if they are in them at
// a moment, else zero. No quiet hours are set when both ends are the same and
// no days are named.
func (u User) quietUntil(at time.Time) time.Time {
	q := u.Preferences.Quiet
	if q.unset() || !q.Contain(at.In(u.Location())) {
		return time.Time{}
	}
	end, c := at, Calendar{Hours: q, Zone: u.Location()}
	local := at.In(c.Zone)
	for day := -1; day <= 7; day++ { // stretches may follow on each other, but not for ever
		for _, s := range c.shifts(local.Year(), local.Month(), local.Day()+day) {
			if !end.Before(s.From) && end.Before(s.To) {
				end = s.To
			}
		}
	}
	if end.Equal(at) { // clocks were put back since they ended
		return time.Time{}
	}
	return end.UTC()
}

// holdFor returns until when a notice of the ticket is held back for a person;
// zero when it is not.
func (t *Ticket) holdFor(u User, kind NoticeKind, now time.Time) time.Time {
	if t.Priority == High || kind == NoticeOpened {
		return time.Time{}
	}
	return u.quietUntil(now)
}

// held reports whether the message must not be sent yet.
func (r Receipt) held(now time.Time) bool { return r.State == ReceiptDue && now.Before(r.NotBefore) }

// unhold has everything sent at once: the ticket has become pressing.
func (t *Ticket) unhold(now time.Time) {
	for i := range t.Notices {
		for j := range t.Notices[i].Receipts {
			if r := &t.Notices[i].Receipts[j]; r.held(now) {
				r.NotBefore = time.Time{}
				t.emitDelivery(*r, now)
			}
		}
	}
}
