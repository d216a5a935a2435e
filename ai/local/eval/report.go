package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Figures are one run's answers, added up.
type Figures struct {
	Run      string   `json:"run"`
	Queue    Queue    `json:"queue"`
	Priority Priority `json:"priority"`
	Person   Person   `json:"person"`
}

func (r result) figures(run string) Figures { return r.all.figures(run) }

func (m *meter) figures(run string) Figures {
	return Figures{Run: run, Queue: m.queue(), Priority: m.priority(), Person: m.people()}
}

// Report is everything that was measured. The figures at the top are those of the run that Run names; the rest stand
// beside them.
type Report struct {
	Triager string `json:"triager"`
	Tried
	Tickets int `json:"tickets"`
	History int `json:"history"`
	Labels  int `json:"labels"`
	Figures
	MicrosPerTicket      float64   `json:"microsPerTicket"`      // to answer, in the median
	LearnMicrosPerTicket float64   `json:"learnMicrosPerTicket"` // to learn from, in the median
	HeapMiB              float64   `json:"heapMiB"`              // held by the triager after the run
	Calibration          []Bin     `json:"calibration"`
	Windows              []Figures `json:"windows,omitempty"`       // online, by how many tickets came before
	Curve                []Figures `json:"curve,omitempty"`         // static, by how much history
	AtResolution         *Figures  `json:"atResolution,omitempty"`  // online, labels known at resolution
	WithFeedback         *Figures  `json:"withFeedback,omitempty"`  // all history, then online with labels known after 24 h
	WithoutFields        *Figures  `json:"withoutFields,omitempty"` // the run at the top, text and requester only
	SkillLists           *float64  `json:"skillLists,omitempty"`    // no learning: share whose chosen person has the skill
	Baselines            []Figures `json:"baselines"`
}

// WriteJSON writes the report as one indented JSON object.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// WriteText writes the report as tables for people.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s on %d tickets with %d labels, %d of history\n\n", joined(r.Triager, r.Tried.String()), r.Tickets, r.Labels, r.History)
	fmt.Fprintf(&b, "%-34s %6s %6s %6s %6s %6s %6s %6s │ %6s %6s │ %6s %6s\n", "", "queue", "top-3", "F1", "hit", "cov90", "ECE", "auto",
		"person", "top-3", "prio", "kappa")
	line := func(f Figures) {
		q := f.Queue
		fmt.Fprintf(&b, "%-34s %6.3f %6.3f %6.3f %6.3f %6.3f %6.3f %6.3f │ %6.3f %6.3f │ %6.3f %6.3f\n", f.Run, q.Top1, q.Top3, q.MacroF1,
			q.SkillHit, q.Coverage90, q.ECE, q.Auto.Coverage, f.Person.Top1, f.Person.Top3, f.Priority.Accuracy, f.Priority.Kappa)
	}
	line(r.Figures)
	for _, f := range []*Figures{r.AtResolution, r.WithFeedback, r.WithoutFields} {
		if f != nil {
			line(*f)
		}
	}
	for _, fs := range [][]Figures{r.Windows, r.Curve, r.Baselines} {
		for _, f := range fs {
			line(f)
		}
	}
	if r.SkillLists != nil {
		fmt.Fprintf(&b, "\nskill lists only, no learning: the chosen person has the skill in %.3f\n", *r.SkillLists)
	}
	fmt.Fprintf(&b, "\nconfidence   tickets   said   was right\n")
	for _, c := range r.Calibration {
		if c.N > 0 {
			fmt.Fprintf(&b, "%.1f to %.1f  %8d  %5.2f  %5.2f\n", c.From, c.To, c.N, c.Sure, c.Right)
		}
	}
	fmt.Fprintf(&b, "\nrouted by itself: %.3f of tickets, right in %.3f\n", r.Queue.Auto.Coverage, r.Queue.Auto.Precision)
	fmt.Fprintf(&b, "%.0f µs a ticket to answer, %.0f µs to learn, %.1f MiB held\n", r.MicrosPerTicket, r.LearnMicrosPerTicket, r.HeapMiB)
	_, err := io.WriteString(w, b.String())
	return err
}
