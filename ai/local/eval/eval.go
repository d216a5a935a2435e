package eval

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/beckon-desk/beckon/ai/local"
)

// Options say what to measure.
type Options struct {
	Triager string // its name, for the report
	Tried
	Data    io.Reader // labelled tickets to ask about
	History io.Reader // labelled tickets to learn from first; nil for none
	Make    Maker     // nil: the local triager's model
	Quick   bool      // only the run at the top, not what stands beside it
}

// Tried names what a model was told to make of a ticket: the version of the instructions and, where they were not the
// built-in ones, of those whose place they took. Both are "" for a triager that reads none.
type Tried struct {
	Prompt    string `json:"prompt,omitempty"`
	InPlaceOf string `json:"inPlaceOf,omitempty"`
}

// String is what a report says of it.
func (t Tried) String() string {
	if t.InPlaceOf == "" {
		return t.Prompt
	}
	return t.Prompt + " in place of the built-in " + t.InPlaceOf
}

// bench is what all runs of one measurement share.
type bench struct {
	make   Maker
	levels []string
	skills []local.Skill
}

// Local makes the local triager's model.
func Local(levels []string, skills []local.Skill) Subject { return local.New(levels, skills) }

// Run measures. Which run stands at the top depends on what is given:
//
//   - with history: trained on all of it, then asked about the data with no further learning (static);
//   - dated data alone: online from nothing, in time order, each ticket's labels known 24 hours after it came;
//   - undated data alone: cold, from the names of the skills.
func Run(o Options) (*Report, error) {
	data, history, err := o.rows(true)
	if err != nil {
		return nil, err
	}
	if o.Make == nil {
		o.Make = Local
	}
	b := &bench{make: o.Make, skills: skillsOf(data.with, history.with)}
	if b.levels, err = levels(data.with, history.with); err != nil {
		return nil, err
	}
	r := &Report{Triager: o.Triager, Tried: o.Tried, Tickets: len(data.with), History: len(history.with), Labels: len(b.skills)}
	name, f := "online, labels after 24 h", nextDay
	switch {
	case len(history.with) > 0:
		name, f = fmt.Sprintf("static, %d of history", len(history.with)), never
	case !dated(data.with):
		name, f = "cold", never
	}
	main := b.run(history.with, data.with, f)
	r.Figures = main.figures(name)
	r.Calibration = main.all.calibration()
	r.MicrosPerTicket, r.LearnMicrosPerTicket = float64(main.predict.Nanoseconds())/1000, float64(main.learn.Nanoseconds())/1000
	r.HeapMiB = main.heap
	r.Baselines = b.baselines(history.with, data.with, f)
	if !o.Quick {
		b.beside(r, main, history, data, f)
	}
	return r, nil
}

// both is the same rows with and without what the intake form said.
type both struct{ with, without []row }

func (o Options) rows(fields bool) (data, history both, err error) {
	if o.Data == nil {
		return data, history, errors.New("no data to measure on; give a file of labelled tickets")
	}
	if data.with, err = read(o.Data, fields); err != nil {
		return data, history, fmt.Errorf("data: %w", err)
	}
	if len(data.with) == 0 {
		return data, history, errors.New("the data has no tickets; give a file with one JSON object a line")
	}
	if o.History != nil {
		if history.with, err = read(o.History, fields); err != nil {
			return data, history, fmt.Errorf("history: %w", err)
		}
	}
	if !dated(history.with) {
		history.with = shuffled(history.with)
	}
	data.without, history.without = bare(data.with), bare(history.with)
	return data, history, nil
}

// bare returns the rows without fields; nil when none has any.
func bare(rows []row) []row {
	if !slices.ContainsFunc(rows, func(r row) bool { return len(r.ticket.Fields) > 0 }) {
		return nil
	}
	out := slices.Clone(rows)
	for i := range out {
		out[i].ticket.Fields = nil
	}
	return out
}

// beside runs what stands beside the figures at the top.
func (b *bench) beside(r *Report, main result, history, data both, f feedback) {
	ptr := func(x Figures) *Figures { return &x }
	if f == nextDay {
		for i, w := range windows {
			name := fmt.Sprintf("  tickets %d–%d", w.from+1, w.to)
			if i == len(windows)-1 {
				name = fmt.Sprintf("  tickets %d on", w.from+1)
			}
			if main.windows[i].rows > 0 {
				r.Windows = append(r.Windows, main.windows[i].figures(name))
			}
		}
		if len(schedule(data.with, atResolution)) > 0 {
			r.AtResolution = ptr(b.run(nil, data.with, atResolution).figures("online, labels at resolution"))
		}
	}
	if len(history.with) > 0 {
		r.Curve = b.curve(history.with, data.with)
		if dated(data.with) {
			r.WithFeedback = ptr(b.run(history.with, data.with, nextDay).figures("history, then labels after 24 h"))
		}
	}
	if data.without != nil {
		r.WithoutFields = ptr(b.run(history.without, data.without, f).figures("the first, without intake fields"))
	}
	r.SkillLists = b.skillLists(history.with, data.with)
}

// curve returns static runs over growing amounts of history: the newest so many tickets, or so many a label where
// there are no dates.
func (b *bench) curve(history, data []row) []Figures {
	var out []Figures
	if !dated(history) {
		for _, n := range []int{0, 5, 10} {
			out = append(out, b.run(perLabel(history, n), data, never).figures(fmt.Sprintf("  static, %d a label", n)))
		}
		return out
	}
	for _, n := range []int{0, 50, 200, 1000, 5000} {
		if n < len(history) {
			out = append(out, b.run(history[len(history)-n:], data, never).figures(fmt.Sprintf("  static, newest %d", n)))
		}
	}
	return out
}

// perLabel returns the first n rows of each label.
func perLabel(rows []row, n int) []row {
	seen := map[string]int{}
	var out []row
	for _, r := range rows {
		if seen[r.queue]++; seen[r.queue] <= n {
			out = append(out, r)
		}
	}
	return out
}

// shuffled returns the rows in an order that has nothing to do with their labels, the same in every run: files without
// dates are often sorted by label, which no desk's tickets are.
func shuffled(rows []row) []row {
	out := slices.Clone(rows)
	state := uint64(1)
	for i := len(out) - 1; i > 0; i-- {
		state = state*6364136223846793005 + 1442695040888963407
		j := int((state >> 33) % uint64(i+1))
		out[i], out[j] = out[j], out[i]
	}
	return out
}
