package slack

import "time"

// BePatient lets tests that are not about deadlines pass on a machine that is
// busy with something else.
func BePatient(s *Slack) {
	s.limits = limits{ack: time.Minute, open: time.Minute, lookup: time.Minute, check: time.Minute, attend: 10 * time.Millisecond, look: time.Millisecond}
}

// BeUsual undoes it.
func BeUsual(s *Slack) { s.limits = usual }

// AttendOnce does what Attend does each time.
var AttendOnce = (*Slack).attend
