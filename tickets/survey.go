package tickets

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

const (
	daily       = 62 * 24 * time.Hour // beyond it, stretches are weeks
	maxSurveyed = 20_000              // tickets opened that one look reads
)

// survey works an Insight out.
func (s *Service) survey(ctx context.Context, from, to time.Time) (Insight, error) {
	in := Insight{From: from, To: to, Weekly: to.Sub(from) > daily}
	spans := split(from, to, in.Weekly)
	for _, part := range []func() error{
		func() error { return s.surveyOpened(ctx, &in, spans) },
		func() error { return s.surveyResolved(ctx, &in, spans) },
		func() error { return s.surveyBacklog(ctx, &in) },
		func() error { return s.surveyLoad(ctx, &in) },
		func() (err error) { in.Priorities, err = s.mix(ctx, from, to, ByPriority); return err },
		func() (err error) { in.Skills, err = s.mix(ctx, from, to, BySkill); return err },
	} {
		if err := part(); err != nil {
			return Insight{}, err
		}
	}
	return in, nil
}

// split parts a stretch of time at every midnight, or at that before every
// Monday, in the zone of from.
func split(from, to time.Time, weekly bool) []Span {
	var spans []Span
	for from.Before(to) {
		next := midnightAfter(from)
		for weekly && next.Weekday() != time.Monday {
			next = midnightAfter(next)
		}
		if next.After(to) {
			next = to
		}
		spans = append(spans, Span{From: from, To: next})
		from = next
	}
	return spans
}

// midnightAfter returns when the day after at's begins in at's zone. Where the
// clocks leap over midnight, or over a whole day, that is when they do.
func midnightAfter(at time.Time) time.Time {
	hour, minute, second := at.Clock()
	clock := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second + time.Duration(at.Nanosecond())
	midnight := at.Add(24*time.Hour - clock)
	_, change := at.ZoneBounds()
	switch {
	case change.IsZero() || change.After(midnight):
		return midnight
	case change.Day() != at.Day():
		return change
	}
	return midnightAfter(change)
}

// surveyOpened fills in what goes by when tickets were opened.
func (s *Service) surveyOpened(ctx context.Context, in *Insight, spans []Span) error {
	waits := make([][]time.Duration, len(spans))
	for _, sp := range spans {
		in.Volume = append(in.Volume, Volume{Span: sp, Sources: map[Platform]int{}, Tickets: Filter{CreatedFrom: sp.From, CreatedTo: sp.To}})
	}
	var judged verdicts
	read := readings{}
	seen := 0
	for t, err := range EachTicket(ctx, s.store, Filter{CreatedFrom: in.From, CreatedTo: in.To}) {
		if err != nil {
			return err
		}
		if in.Truncated = seen == maxSurveyed; in.Truncated {
			break
		}
		seen++
		i, _ := slices.BinarySearchFunc(spans, t.CreatedAt, func(sp Span, at time.Time) int {
			if at.Before(sp.To) {
				return 1
			}
			return -1
		})
		in.Volume[i].Total++
		in.Volume[i].Sources[t.Origin.Platform]++
		if d, ok := t.firstResponse(); ok {
			waits[i] = append(waits[i], d)
		}
		judged.see(t)
		read.see(t.Triage)
	}
	for i, sp := range spans {
		in.Response = append(in.Response, timesOf(sp, waits[i], Filter{CreatedFrom: sp.From, CreatedTo: sp.To}))
	}
	in.Acceptance, in.Readings = judged.list(), read.list()
	return nil
}

func timesOf(sp Span, took []time.Duration, f Filter) Times {
	return Times{Span: sp, Of: len(took), P50: percentile(took, 0.5), P90: percentile(took, 0.9), Tickets: f}
}

// surveyResolved fills in what goes by when tickets were resolved. It does not
// read them: lists by that time have no order to page in cheaply.
func (s *Service) surveyResolved(ctx context.Context, in *Insight, spans []Span) error {
	for _, sp := range spans {
		f := Filter{ResolvedFrom: sp.From, ResolvedTo: sp.To}
		took, err := s.store.Resolutions(ctx, f)
		if err != nil {
			return err
		}
		in.Resolution = append(in.Resolution, timesOf(sp, took, f))
	}
	return nil
}

// ages are where the backlog's bars end, in days; the last has no end.
var ages = []int{1, 3, 7, 30}

func (s *Service) surveyBacklog(ctx context.Context, in *Insight) error {
	now := s.now().Truncate(time.Minute).Add(time.Minute)
	younger := 0
	for i := range len(ages) + 1 {
		name, f := fmt.Sprintf("%d days or more", younger), Filter{Status: liveStatuses, CreatedTo: now.AddDate(0, 0, -younger)}
		if i < len(ages) {
			name, f.CreatedFrom = fmt.Sprintf("%d to %d days", younger, ages[i]), now.AddDate(0, 0, -ages[i])
			younger = ages[i]
		}
		if i == 0 {
			name = "under a day"
		}
		counts, err := s.store.Count(ctx, f, ByNothing)
		if err != nil {
			return err
		}
		in.Backlog = append(in.Backlog, Bar{Name: name, Count: counts[""], Tickets: &f})
	}
	return nil
}

func (s *Service) surveyLoad(ctx context.Context, in *Insight) error {
	live, err := s.store.Count(ctx, Filter{Status: liveStatuses}, ByAssignee)
	if err != nil {
		return err
	}
	now := s.now()
	for u, err := range EachUser(ctx, s.store, UserFilter{Roles: []Role{Moderator, Admin}, Active: true}) {
		if err != nil {
			return err
		}
		in.Load = append(in.Load, Load{
			Person: u.Person(), Live: live[string(u.ID)], Capacity: u.capacity(), Away: u.AwayAt(now),
			Tickets: Filter{Status: liveStatuses, Assignee: u.ID},
		})
	}
	return nil
}

// mix counts the tickets opened by a property, the most frequent first.
func (s *Service) mix(ctx context.Context, from, to time.Time, by GroupBy) ([]Bar, error) {
	opened := Filter{CreatedFrom: from, CreatedTo: to}
	counts, err := s.store.Count(ctx, opened, by)
	var bars []Bar
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		f := opened
		bar := Bar{Name: name, Count: counts[name], Tickets: &f}
		switch {
		case name == "":
			bar.Tickets = nil
		case by == ByPriority:
			f.Priority = []Priority{Priority(name)}
		case by == BySkill:
			f.Skills = []string{name}
		}
		bars = append(bars, bar)
	}
	slices.SortStableFunc(bars, func(a, b Bar) int { return -cmp.Compare(a.Count, b.Count) })
	return bars, err
}

// verdicts counts how often the triager's proposals stood.
type verdicts struct{ priority, skills, category Acceptance }

func (v *verdicts) see(t Ticket) {
	if t.Triage.State != TriageDone || t.Status.Live() {
		return
	}
	p := t.Triage.Proposed
	v.priority.judge(p.Priority != "", p.Priority == t.Priority)
	v.skills.judge(len(p.Skills) > 0, sameSet(p.Skills, t.Skills))
	v.category.judge(p.Category != "", p.Category == t.Category)
}

func (a *Acceptance) judge(proposed, stood bool) {
	if proposed {
		a.Proposed++
	}
	if proposed && stood {
		a.Accepted++
	}
}

func (v *verdicts) list() []Acceptance {
	v.priority.Field, v.skills.Field, v.category.Field = FieldPriority, FieldSkills, FieldCategory
	return []Acceptance{v.priority, v.skills, v.category}
}

// readings adds up what it took each triager to read tickets.
type readings map[reader]*spent

type reader struct{ by, model string }

type spent struct {
	took    []time.Duration
	in, out int
}

func (r readings) see(t Triage) {
	if t.At.IsZero() {
		return
	}
	who := reader{t.By, t.Model}
	if r[who] == nil {
		r[who] = &spent{}
	}
	r[who].took = append(r[who].took, t.Latency)
	r[who].in += t.TokensIn
	r[who].out += t.TokensOut
}

func (r readings) list() []Reading {
	var list []Reading
	for who, s := range r {
		list = append(list, Reading{who.by, who.model, len(s.took), percentile(s.took, 0.5), s.in, s.out})
	}
	slices.SortFunc(list, func(a, b Reading) int {
		return cmp.Or(-cmp.Compare(a.Count, b.Count), cmp.Compare(a.By, b.By), cmp.Compare(a.Model, b.Model))
	})
	return list
}

func sameSet(a, b []string) bool {
	return len(without(a, b)) == 0 && len(without(b, a)) == 0
}
