package slack

import (
	"time"

	"golang.org/x/time/rate"
)

// BePatient lets tests that are not about deadlines pass on a machine that is
// busy with something else.
func BePatient(s *Slack) {
	s.limits = limits{ack: time.Minute, open: time.Minute, lookup: time.Minute, check: time.Minute, attend: 10 * time.Millisecond}
	s.pace = rate.NewLimiter(rate.Inf, 0)
}

// BeUsual gives it the deadlines of the product again.
func BeUsual(s *Slack) { s.limits = limitsIn(slackWaits) }

// AttendOnce does what Attend does each time.
var AttendOnce = (*Slack).attend
