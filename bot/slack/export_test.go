package slack

import "time"

// BePatient lets tests that are not about deadlines pass on a machine that is
// busy with something else.
func BePatient(s *Slack) {
	s.limits = limits{ack: time.Minute, open: time.Minute, lookup: time.Minute, check: time.Minute}
}

// BeUsual undoes it.
func BeUsual(s *Slack) { s.limits = usual }
