package local

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beckon-desk/beckon/tickets"
)

// What a learned guess must reach to be a skill of the ticket.
const (
	learnedEnough = 30   // tickets, before guesses count
	firstSkill    = 0.35 // probability of the first
	furtherSkill  = 0.25 // of any other
	namedSkill    = 0.05 // of one the ticket names, once enough was learned
	maxSkills     = 3
)

// chooseSkills returns the desk's skills that the ticket needs and how sure that is. Before enough was learned, they are
// those the ticket names; when it names none, the one whose words fit clearly best.
func chooseSkills(p Prediction, desk []tickets.Skill) ([]string, float64) {
	var out []string
	take := func(name string) {
		if _, ok := tickets.SkillIn(desk, name); ok && len(out) < maxSkills && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	warm := p.Learned >= learnedEnough
	for i, g := range p.Skill.Guesses {
		named := slices.Contains(p.Named, g.Name)
		switch {
		case !warm && named,
			warm && named && g.P >= namedSkill,
			warm && i == 0 && g.P >= firstSkill,
			warm && i > 0 && g.P >= furtherSkill,
			!warm && len(p.Named) == 0 && clearlyFirst(p.Skill, i, len(desk)):
			take(g.Name)
		}
	}
	if len(out) == 0 {
		return nil, 0
	}
	if !warm && len(p.Named) > 0 {
		return out, 0.8
	}
	return out, p.Skill.Sure
}

// clearlyFirst reports whether the guess at i is the first and well above what chance would give it.
func clearlyFirst(a Answer, i, choices int) bool {
	if i > 0 || choices < 2 || len(a.Guesses) < 2 {
		return false
	}
	p := a.Guesses[0].P * float64(choices)
	return p >= 1.08 && a.Guesses[0].P >= 1.08*a.Guesses[1].P
}

// choosePriority returns the priority, the reason in one sentence and how sure it is. What the words state is a floor or,
// where they say it can wait, counts unless the requester says otherwise; what was learned decides between.
func choosePriority(p Prediction, urgency tickets.Priority) (tickets.Priority, string, float64) {
	level, reason, sure := tickets.Medium, "Nothing in the ticket makes it more or less pressing than usual.", 0.4
	if urgency != "" {
		level, reason, sure = urgency, "The requester says the urgency is "+string(urgency)+".", 0.6
	} else if p.Learned >= 10*learnedEnough && len(p.Priority.Guesses) > 0 && p.Priority.Sure >= 0.5 {
		level, sure = tickets.Priority(p.Priority.Guesses[0].Name), p.Priority.Sure
		reason = fmt.Sprintf("Tickets like this one were mostly set to %s.", level)
	}
	said := tickets.Priority(p.Stated.Level)
	switch {
	case said == "":
	case p.Stated.Floor && said.Rank() >= level.Rank():
		return said, p.Stated.Reason, 0.7
	case !p.Stated.Floor && urgency == "":
		return said, p.Stated.Reason, 0.6
	}
	return level, reason, sure
}

// categorySure is how sure a learned category must be to be suggested, and categoryNamed how sure one is that the ticket
// names.
const (
	categorySure  = 0.6
	categoryNamed = 0.8
)

// chooseCategory returns the category and how sure it is: the one of the desk's list that the ticket names, or else one
// that people have given to tickets like this and that is on the list, if there is one.
func chooseCategory(t Ticket, learned Answer, list []string) (string, float64) {
	if named := category(t, list); named != "" {
		return named, categoryNamed
	}
	if len(learned.Guesses) == 0 || learned.Tried < learnedEnough || learned.Sure < categorySure {
		return "", 0
	}
	if likely := learned.Guesses[0].Name; len(list) == 0 || slices.Contains(list, likely) { // "" is what most tickets have on many desks
		return likely, learned.Sure
	}
	return "", 0
}

// category returns the one category whose name the ticket has in full; "" when there is none or more than one.
func category(t Ticket, categories []string) string {
	skills := make([]Skill, len(categories))
	for i, c := range categories {
		skills[i] = Skill{Name: c}
	}
	d := &document{title: stems(wholeWords(t.Title, titleWords)), body: stems(wholeWords(t.Body, bodyWords))}
	found := ""
	for i, weight := range newMatcher(skills).named(d) {
		if weight == 0 {
			continue
		}
		if found != "" {
			return ""
		}
		found = categories[i]
	}
	return found
}

// notes tells the moderator, in Markdown, what is known of tickets like this one; "" when there is none.
func notes(similar []tickets.Similar) string {
	var b strings.Builder
	section := func(title string, want func(tickets.Similar) bool) {
		first := true
		for _, s := range similar {
			if !want(s) {
				continue
			}
			if first {
				fmt.Fprintf(&b, "**%s**\n", title)
				first = false
			}
			fmt.Fprintf(&b, "- %s %s\n", s.Number, plain(s.Title))
		}
	}
	section("Resolved before", func(s tickets.Similar) bool { return !s.Status.Live() })
	section("Open and much alike", func(s tickets.Similar) bool { return s.Status.Live() })
	return strings.TrimSpace(b.String())
}

// plain keeps a title from being read as Markdown, and from being a link up to the
// first mark in it.
func plain(title string) string {
	return strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]", "`", "\\`", "<", "&lt;",
		"://", "\\://", "www.", "www\\.", "@", "\\@").Replace(title)
}
