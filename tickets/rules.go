package tickets

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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
}

// DefaultRules are in force until an admin sets others.
func DefaultRules() Rules {
	return Rules{
		Patience: map[Priority]Length{High: Length(15 * time.Minute), Medium: Length(time.Hour), Low: Length(4 * time.Hour)},
		Due:      map[Priority]Length{High: Length(4 * time.Hour), Medium: Length(16 * time.Hour), Low: Length(40 * time.Hour)},
		Business: Hours{Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}, Start: 9 * 60, End: 17 * 60},
		Holidays: []string{},
	}
}

// Length is a stretch of working time, written like "15m" or "4h30m".
type Length time.Duration

// MarshalText implements encoding.TextMarshaler.
func (l Length) MarshalText() ([]byte, error) { return []byte(time.Duration(l).String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *Length) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if err != nil {
		return invalid("length", fmt.Sprintf("%q is not a length of time. Write it like 15m or 4h30m.", text))
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
	raw, err := s.store.Document(ctx, rulesDocument, nil)
	if err != nil {
		return Rules{}, err
	}
	var r Rules
	if raw != nil {
		if err := json.Unmarshal(raw, &r); err != nil {
			return Rules{}, fmt.Errorf("stored routing rules: %w", err)
		}
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
	return full
}

// SetRules replaces the rules. Timers that run keep the times they have; a
// ticket's due time follows with its next change. What is left out has its
// default. Admins only.
func (s *Service) SetRules(ctx context.Context, a Actor, r Rules) (Rules, error) {
	if err := a.mustAdmin(); err != nil {
		return Rules{}, err
	}
	set := r.completed()
	if err := set.Validate(); err != nil {
		return Rules{}, err
	}
	_, err := s.store.Document(ctx, rulesDocument, func([]byte) ([]byte, error) { return json.Marshal(set) })
	return set, err
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
	if _, err := time.LoadLocation(r.TimeZone); err != nil {
		return invalid("timeZone", "That is not a time zone. Write it like Europe/Berlin.")
	}
	if len(r.Holidays) > 1000 {
		return invalid("holidays", "That is too many holidays; 1,000 at most.")
	}
	for _, day := range r.Holidays {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return invalid("holidays", fmt.Sprintf("%q is not a date like 2026-12-25.", day))
		}
	}
	return nil
}

func validLengths(field string, lengths map[Priority]Length) error {
	for p, l := range lengths {
		if _, err := ParsePriority(string(p)); err != nil {
			return invalid(field, "Lengths are set for low, medium and high.")
		}
		if l < 0 || l > longest || l > 0 && l < Length(time.Second) {
			return invalid(field, "A length is 1s to 2160h of working time, or 0s for none.")
		}
	}
	return nil
}

func (r Rules) patience(p Priority) time.Duration { return time.Duration(r.Patience[p]) }
