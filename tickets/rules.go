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
	// Holidays are dates like 2026-12-25 on which no working time passes.
	Holidays []string `json:"holidays"`
}

// DefaultRules are in force until an admin sets others.
func DefaultRules() Rules {
	return Rules{
		Patience: map[Priority]Length{High: Length(15 * time.Minute), Medium: Length(time.Hour), Low: Length(4 * time.Hour)},
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
	r := DefaultRules()
	if raw != nil {
		if err := json.Unmarshal(raw, &r); err != nil { // what an older version did not set keeps its default
			return Rules{}, fmt.Errorf("stored routing rules: %w", err)
		}
	}
	return r, nil
}

// SetRules replaces the rules. Timers that run keep the times they have. A
// priority that is left out keeps its default. Admins only.
func (s *Service) SetRules(ctx context.Context, a Actor, r Rules) (Rules, error) {
	if err := a.mustAdmin(); err != nil {
		return Rules{}, err
	}
	set := DefaultRules()
	maps.Copy(set.Patience, r.Patience)
	set.Holidays = append(set.Holidays, r.Holidays...)
	slices.Sort(set.Holidays)
	set.Holidays = slices.Compact(set.Holidays)
	if err := set.Validate(); err != nil {
		return Rules{}, err
	}
	_, err := s.store.Document(ctx, rulesDocument, func([]byte) ([]byte, error) { return json.Marshal(set) })
	return set, err
}

// Validate reports an unknown priority, an impossible length, or a holiday that
// is no date.
func (r Rules) Validate() error {
	for p, l := range r.Patience {
		if _, err := ParsePriority(string(p)); err != nil {
			return invalid("patience", "Patience is set for low, medium and high.")
		}
		if l < 0 || l > longest || l > 0 && l < Length(time.Second) {
			return invalid("patience", "Patience is 1s to 2160h of working time, or 0s for no reminders.")
		}
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

func (r Rules) patience(p Priority) time.Duration { return time.Duration(r.Patience[p]) }
