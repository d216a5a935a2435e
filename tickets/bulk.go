package tickets

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// Bulk is what may be set on many tickets at once. A nil field is left as it is.
type Bulk struct {
	Status     *Status
	Priority   *Priority
	Assignee   *UserID // "" takes them from whoever has them
	AddTags    []string
	RemoveTags []string
}

// Outcome is how a change of one of many tickets ended.
type Outcome struct {
	Number  Number
	Kind    Kind   // "" when it was done, or there was nothing to do
	Reason  Reason // why it was not, as ReasonOf has it
	Args    []string
	Message string // why it was not, for people
	Version int64  // of the ticket now; 0 when it was not done
}

// bulkAtOnce is how many tickets are written at a time: a store commits such
// writes together.
const bulkAtOnce = 8

// SetMany changes up to MaxPage tickets by hand, each by itself: one that cannot
// be changed holds up no other. Outcomes are in the order of the numbers, each
// once. Undo takes it back; it is zero when nothing changed.
func (s *Service) SetMany(ctx context.Context, a Actor, numbers []Number, b Bulk) ([]Outcome, Undo, error) {
	if err := a.mustModerate(); err != nil {
		return nil, Undo{}, err
	}
	numbers, err := b.check(numbers)
	if err != nil {
		return nil, Undo{}, err
	}
	p := Patch{Status: b.Status, Priority: b.Priority, Assignee: b.Assignee}
	names, err := s.checkPatch(ctx, p)
	if err != nil {
		return nil, Undo{}, err
	}
	steps, staff := make([]step, len(numbers)), s.askStaff(ctx)
	outcomes := s.each(numbers, func(i int) (Ticket, error) {
		return s.updateKnowing(ctx, numbers[i], staff, func(t *Ticket, people []Candidate, now time.Time) error {
			steps[i] = step{}
			before, p := t.standing(), p
			if tags := b.tags(t.Tags); !slices.Equal(tags, t.Tags) {
				p.Tags = &tags
			}
			if err := p.tidy(); err != nil {
				return err
			}
			if err := p.on(t, a, names, people, now); err != nil {
				return err
			}
			steps[i] = step{Number: t.Number, Before: before, After: t.standing(), At: now}
			return nil
		})
	})
	var done []step
	for i, st := range steps {
		if outcomes[i].Kind == "" && !st.At.IsZero() {
			done = append(done, st)
		}
	}
	return outcomes, s.offerUndo(ctx, a, done), nil
}

// check tidies the change, and returns the numbers, each once.
func (b *Bulk) check(numbers []Number) ([]Number, error) {
	var once []Number
	for _, n := range numbers {
		if !slices.Contains(once, n) {
			once = append(once, n)
		}
	}
	if len(once) == 0 || len(once) > MaxPage {
		return nil, invalid("numbers", "Choose 1 to 200 tickets.")
	}
	for _, tags := range []*[]string{&b.AddTags, &b.RemoveTags} {
		p := Patch{Tags: tags}
		if err := p.tidy(); err != nil {
			return nil, err
		}
		*tags = *p.Tags
	}
	if b.Status == nil && b.Priority == nil && b.Assignee == nil && len(b.AddTags)+len(b.RemoveTags) == 0 {
		return nil, invalid("set", "Say what to set: status, priority, assignee or tags.")
	}
	return once, nil
}

// tags returns what the bulk makes of a ticket's tags.
func (b *Bulk) tags(have []string) []string {
	tags := slices.DeleteFunc(slices.Clone(have), func(t string) bool { return slices.Contains(b.RemoveTags, t) })
	for _, t := range b.AddTags {
		if !slices.Contains(tags, t) {
			tags = append(tags, t)
		}
	}
	return tags
}

// each does something to every ticket, a few at a time.
func (s *Service) each(numbers []Number, do func(i int) (Ticket, error)) []Outcome {
	outcomes := make([]Outcome, len(numbers))
	var group errgroup.Group
	group.SetLimit(bulkAtOnce)
	for i, n := range numbers {
		group.Go(func() error {
			t, err := do(i)
			outcomes[i] = Outcome{Number: n, Version: t.Version}
			if err != nil {
				reason, args := ReasonOf(err)
				outcomes[i] = Outcome{Number: n, Kind: KindOf(err), Reason: reason, Args: args, Message: MessageOf(err)}
			}
			if KindOf(err) == Internal && err != nil {
				s.log.Error("one of many tickets could not be changed", "ticket", n, "err", err)
			}
			return nil
		})
	}
	_ = group.Wait() // each outcome says how it went
	return outcomes
}
