package tickets

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Rules are the desk's times, as the admins keep them.
type Rules struct {
	// Patience is how much of the assignee's working time a ticket waits to be
	// acted on before they are nudged; after the same again it is handed on. An
	// assignee who asks for more time gets as much again. 0 nudges nobody.
	Patience map[Priority]Length `json:"patience"`
	// Due is how much business time a ticket has from its creation until it
	// should be resolved. 0 sets no time.
	Due map[Priority]Length `json:"due"`
	// Business are the desk's hours, in TimeZone (an IANA name, "" for UTC).
	Business Hours  `json:"business"`
	TimeZone string `json:"timeZone"`
	// Holidays are dates like 2026-12-25 on which no working time passes.
	Holidays []string `json:"holidays"`
	// Leads are who is told, or gets the ticket, at a step of the ladder; every
	// admin where nobody is named, and while that person is away.
	Leads map[Step]UserID `json:"leads"`
	// Version is 1 before anybody has set rules, and grows by one with every change.
	Version int64 `json:"version"`
}

// DefaultRules are in force until an admin sets others.
func DefaultRules() Rules {
	return Rules{
		Patience: map[Priority]Length{High: Length(15 * time.Minute), Medium: Length(time.Hour), Low: Length(4 * time.Hour)},
		Due:      map[Priority]Length{High: Length(4 * time.Hour), Medium: Length(16 * time.Hour), Low: Length(40 * time.Hour)},
		Business: Hours{Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}, Start: 9 * 60, End: 17 * 60},
		Holidays: []string{},
		Leads:    map[Step]UserID{},
		Version:  1,
	}
}

// Length is a stretch of working time, written like "15m" or "4h30m".
type Length time.Duration

// String is how a Length is written, such as 4h0m0s.
func (l Length) String() string { return time.Duration(l).String() }

// MarshalText implements encoding.TextMarshaler.
func (l Length) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *Length) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if err != nil {
		return invalid("length", "%q is not a length of time. Write it like 15m or 4h30m.", string(text))
	}
	*l = Length(d)
	return nil
}

const rulesDocument = "routing"

// longest bounds every length of the rules.
const longest = Length(90 * 24 * time.Hour)

// Rules returns the rules in force. Admins only.
func (s *Service) Rules(ctx context.Context, a Actor) (Rules, error) {
	if err := a.mustAdmin(); err != nil {
		return Rules{}, err
	}
	return s.rules(ctx)
}

func (s *Service) rules(ctx context.Context) (Rules, error) {
	r, err := ReadDocument[Rules](ctx, s.store, rulesDocument)
	if err != nil {
		return Rules{}, err
	}
	return r.completed(), nil
}

// completed returns the rules with defaults for what is left out.
func (r Rules) completed() Rules {
	full := DefaultRules()
	maps.Copy(full.Patience, r.Patience)
	maps.Copy(full.Due, r.Due)
	if !r.Business.unset() {
		full.Business = r.Business
	}
	full.TimeZone = r.TimeZone
	full.Holidays = append(full.Holidays, r.Holidays...)
	slices.Sort(full.Holidays)
	full.Holidays = slices.Compact(full.Holidays)
	maps.Copy(full.Leads, named(r.Leads))
	full.Version = max(full.Version, r.Version)
	return full
}

// SetRules replaces the rules. Timers that run keep the times they have; a
// ticket's due time follows with its next change. What is left out has its
// default, but the leads then stay. When r.Version is not 0, it is a Conflict unless that is the stored
// version. Admins only.
func (s *Service) SetRules(ctx context.Context, a Actor, r Rules) (Rules, error) {
	if err := a.mustAdmin(); err != nil {
		return Rules{}, err
	}
	set := r.completed()
	if err := set.Validate(); err != nil {
		return Rules{}, err
	}
	names, err := s.checkLeads(ctx, set)
	if err != nil {
		return Rules{}, err
	}
	var said []string
	if err := changeDocument(ctx, s.store, rulesDocument, func(kept *Rules) error {
		was := kept.completed()
		if r.Version != 0 && r.Version != was.Version {
			return fail(Conflict, "Somebody else has changed the rules meanwhile. Look at theirs, then save yours again.")
		}
		set.Version = was.Version
		if r.Leads == nil {
			set.Leads = was.Leads
		}
		if said = append(set.differs(was), set.newLeads(was, names)...); len(said) == 0 {
			return ErrUnchanged
		}
		set.Version++
		*kept = set
		return nil
	}); err != nil || len(said) == 0 {
		return set, err
	}
	return set, s.noteDeed(ctx, a, "routing", "%s", Clip(strings.Join(said, "; "), 500))
}

// differs says in short phrases what has become of the rules as they were.
func (r Rules) differs(was Rules) []string {
	var said []string
	for _, p := range slices.Backward(Priorities) {
		if r.Patience[p] != was.Patience[p] {
			said = append(said, fmt.Sprintf("patience with %s %s → %s", p, was.Patience[p], r.Patience[p]))
		}
		if r.Due[p] != was.Due[p] {
			said = append(said, fmt.Sprintf("%s due %s → %s", p, was.Due[p], r.Due[p]))
		}
	}
	if before, now := was.Business.written(), r.Business.written(); before != now {
		said = append(said, fmt.Sprintf("business hours %s → %s", before, now))
	}
	if r.TimeZone != was.TimeZone {
		said = append(said, fmt.Sprintf("time zone %s → %s", cmp.Or(was.TimeZone, "UTC"), cmp.Or(r.TimeZone, "UTC")))
	}
	for _, day := range r.Holidays {
		if !slices.Contains(was.Holidays, day) {
			said = append(said, "holiday "+day)
		}
	}
	for _, day := range was.Holidays {
		if !slices.Contains(r.Holidays, day) {
			said = append(said, "no holiday "+day)
		}
	}
	return said
}

// written is the hours as an audit says them, such as "Mon Tue 09:00–17:00".
func (h Hours) written() string {
	days := "every day"
	if len(h.Days) > 0 && len(h.Days) < 7 {
		names := make([]string, len(h.Days))
		for i, d := range slices.Sorted(slices.Values(h.Days)) {
			names[i] = d.String()[:3]
		}
		days = strings.Join(names, " ")
	}
	return fmt.Sprintf("%s %02d:%02d–%02d:%02d", days, h.Start/60, h.Start%60, h.End/60, h.End%60)
}

// Validate reports an unknown priority, an impossible length, hours or zone, or
// a holiday that is no date.
func (r Rules) Validate() error {
	if err := validLengths("patience", r.Patience); err != nil {
		return err
	}
	if err := validLengths("due", r.Due); err != nil {
		return err
	}
	if !r.Business.valid() {
		return invalid("business", "Business hours are days 0 (Sunday) to 6, and minutes after midnight from 0 to 1440.")
	}
	if _, err := ParseTimeZone(r.TimeZone); err != nil {
		return err
	}
	if len(r.Holidays) > 1000 {
		return invalid("holidays", "That is too many holidays; 1,000 at most.")
	}
	for _, day := range r.Holidays {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return invalid("holidays", "%q is not a date like 2026-12-25.", day)
		}
	}
	return nil
}

func validLengths(field string, lengths map[Priority]Length) error {
	for _, p := range slices.Sorted(maps.Keys(lengths)) {
		if _, err := ParsePriority(string(p)); err != nil {
			return invalid(field, "Lengths are set for low, medium and high.")
		}
		if l := lengths[p]; l < 0 || l > longest || l > 0 && l < Length(time.Second) {
			return invalid(field+"."+string(p), "A length is 1s to 2160h of working time, or 0s for none.")
		}
	}
	return nil
}

func (r Rules) patience(p Priority) time.Duration { return time.Duration(r.Patience[p]) }
