package slack

import (
	"time"

	"golang.org/x/time/rate"
)

// BePatient lets tests that are not about deadlines pass on a machine that is
// busy with something else: within what the app is told that Slack waits.
func BePatient(s *Slack) {
	s.limits = limitsIn(s.cfg.AnswerWithin)
	s.limits.attend = 10 * time.Millisecond
	s.pace = rate.NewLimiter(rate.Inf, 0)
}

// BeUsual gives it the deadlines of the product again.
func BeUsual(s *Slack) { s.limits = limitsIn(slackWaits) }

// AttendOnce does what Attend does each time.
var AttendOnce = (*Slack).attend
