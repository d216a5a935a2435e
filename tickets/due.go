package tickets

import "time"

// Due is until when a ticket should be resolved, by the desk's business hours.
// The clock stands still while the ticket waits on its requester, and while it
// is resolved.
type Due struct {
	At     time.Time     `json:"at,omitzero"`      // zero while it waits on the requester, or when no time is set
	Paused time.Duration `json:"paused,omitempty"` // business time for which the clock has stood still
	Since  time.Time     `json:"since,omitzero"`   // when it last stopped; zero while it runs
	Missed time.Time     `json:"missed,omitzero"`  // the time that was missed and told of; zero again when there is time again
}

// reckon brings the due time up to the ticket's priority and status.
func (t *Ticket) reckon(r Rules, now time.Time) {
	c, d := r.calendar(), &t.Due
	switch runs := t.Status == Open || t.Status == InProgress; {
	case !runs && d.Since.IsZero():
		d.Since = now
	case runs && !d.Since.IsZero():
		d.Paused += c.Between(d.Since, now)
		d.Since = time.Time{}
	}
	switch length := time.Duration(r.Due[t.Priority]); {
	case !t.Status.Live(): // what it was held to stays
	case t.Status == Waiting || length == 0:
		d.At = time.Time{}
	default:
		d.At = c.Add(t.CreatedAt, length+d.Paused)
	}
	if d.At.After(now) {
		d.Missed = time.Time{}
	}
}

// DueBy returns until when the ticket should be resolved: zero when no clock
// runs, since it waits on its requester, is resolved, or has no time set.
func (t *Ticket) DueBy() time.Time {
	if !t.Status.Live() {
		return time.Time{}
	}
	return t.Due.At
}

// runsOut returns when the ticket's time ends, if that is yet to be told of.
func (t *Ticket) runsOut() time.Time {
	if !t.Due.Missed.IsZero() {
		return time.Time{}
	}
	return t.DueBy()
}

func (t *Ticket) overdue(now time.Time) bool {
	at := t.runsOut()
	return !at.IsZero() && !now.Before(at)
}

// miss tells the owner and, a step up, the lead that the due time has passed.
func (t *Ticket) miss(r Rules, people []Candidate, now time.Time) {
	t.Due.Missed = t.Due.At
	t.record(beckon, now, "overdue", "")
	if t.Assignee != nil {
		t.notify(NoticeOverdue, t.Assignee.ID, Person{}, "", now)
	}
	t.notify(NoticeOverdue, r.lead(StepOverdue, t, people, now), Person{}, "", now)
}

// calendar is the desk's own.
func (r Rules) calendar() Calendar {
	zone, err := time.LoadLocation(r.TimeZone)
	if err != nil {
		zone = time.UTC // checked when it was set; the zone may since be unknown here
	}
	return Calendar{Hours: r.Business, Zone: zone, Holidays: r.Holidays}
}
