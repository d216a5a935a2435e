package tickets

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Bounds of what a person may put on a ticket or on themselves by hand.
const (
	maxTags     = 20
	maxTag      = 40 // characters
	maxCategory = 60 // characters
	maxAway     = 100
)

// tidy cleans the texts of a patch and reports the first that is too long.
func (p *Patch) tidy() error {
	for _, f := range []struct {
		name  string
		value *string
		limit int
	}{{"summary", p.Summary, maxSummary}, {"notes", p.Notes, maxNotes}, {"category", p.Category, maxCategory}} {
		if f.value != nil && utf8.RuneCountInString(CleanText(*f.value)) > f.limit {
			return invalid(f.name, "The %s may have %d characters at most.", f.name, f.limit)
		}
	}
	if p.Tags == nil {
		return nil
	}
	var tags []string
	for _, tag := range *p.Tags {
		tag = CleanLine(tag)
		if n := utf8.RuneCountInString(tag); n == 0 || n > maxTag {
			return invalid("tags", "A tag has 1 to 40 characters and no comma.")
		}
		if !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	if len(tags) > maxTags {
		return invalid("tags", "A ticket carries 20 tags at most.")
	}
	p.Tags = &tags
	return nil
}

// newTags reports a tag with a comma, which parts tags wherever they are listed,
// unless the ticket has it from before.
func (p Patch) newTags(t *Ticket) error {
	if p.Tags == nil {
		return nil
	}
	for _, tag := range without(*p.Tags, t.Tags) {
		if strings.Contains(tag, ",") {
			return invalid("tags", "A tag has 1 to 40 characters and no comma.")
		}
	}
	return nil
}

// checkTimes tidies preferences, and reports hours, leave and preferences that
// cannot be.
func (p *UserPatch) checkTimes() error {
	if p.Hours != nil && !p.Hours.valid() {
		return invalid("hours", "Working hours are days 0 (Sunday) to 6, and minutes after midnight from 0 to 1440.")
	}
	if p.Away != nil {
		if len(*p.Away) > maxAway {
			return invalid("away", "That is too many stretches of leave; 100 at most.")
		}
		for _, s := range *p.Away {
			if !s.From.Before(s.To) {
				return invalid("away", "Leave must end after it begins.")
			}
			if err := inReach("away", s.From, s.To); err != nil {
				return err
			}
		}
	}
	if p.Preferences == nil {
		return nil
	}
	if !p.Preferences.Quiet.valid() {
		return invalid("preferences", "Quiet hours are days 0 (Sunday) to 6, and minutes after midnight from 0 to 1440.")
	}
	for kind, channels := range p.Preferences.Off {
		if kind != "" && !slices.Contains(noticeKinds, kind) {
			return invalid("preferences", "There are no notices of kind %s.", kind)
		}
		for _, c := range channels {
			if c != Slack && c != Discord && c != Mail {
				return invalid("preferences", "A channel to switch off is slack, discord or email.")
			}
		}
		if len(channels) == 0 { // nothing is switched off
			delete(p.Preferences.Off, kind)
		}
	}
	return nil
}

// noticeKinds are those a person can switch off.
var noticeKinds = []NoticeKind{
	NoticeOpened, NoticeAssigned, NoticeUnrouted, NoticeClaimed, NoticeReplied,
	NoticeResolved, NoticeReopened, NoticeNudged, NoticeEscalated, NoticeOverdue,
}

// inReach reports moments before 2000, and from 2100 on: calendars, ids and JSON
// do not reach further.
func inReach(field string, moments ...time.Time) error {
	for _, at := range moments {
		if y := at.UTC().Year(); y < 2000 || y >= 2100 {
			return invalid(field, "Choose a time from 2000 to 2099.")
		}
	}
	return nil
}

func (h Hours) valid() bool {
	for _, d := range h.Days {
		if d < 0 || d > 6 {
			return false
		}
	}
	return len(h.Days) <= 7 && h.Start >= 0 && h.Start <= 1440 && h.End >= 0 && h.End <= 1440
}
