package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/beckon-desk/beckon/ai"
	"github.com/beckon-desk/beckon/ai/local"
	"github.com/beckon-desk/beckon/ai/local/eval"
	"github.com/beckon-desk/beckon/tickets"
)

// evaluate measures a triager, on labelled tickets or on the desk's own past.
func evaluate(ctx context.Context, p program, args []string) error {
	fs := newFlags(p, "eval", "Measure a triager on labelled tickets, one JSON object a line, in the order they came:\nid, title, body, requester, labels{queue, skills, priority, assignee}, created_at, resolved_at.\nWithout a history it starts from nothing and learns each label a day later; with one it\nlearns that first and is then asked about the data.\n\nWith --desk, put the desk's own resolved tickets before it, as they came: how often its answers\nare what the tickets ended with, which proposals would change, and what it costs. The offline\ntriager learns each ticket once it was resolved, never before. Stores and sends nothing, but to\nthe model asked for, redacted. Works while the desk runs and while it is stopped.\n\nWith --prompt, a model follows the instructions in a file for this run. Around them stays what\nguards the desk: the ticket is fenced off as data, the answer keeps to the schema, the skills that\nexist and the bounds. Start from what the model is told now: beckon eval --print-prompt > FILE.")
	var c config
	if err := c.bind(fs, p, "mongodb-uri", "gemini-", "openai-", "ai-redact"); err != nil {
		return err
	}
	var t trial
	fs.StringVar(&t.data, "data", "", "`file` of labelled tickets to ask about; with --desk, the desk's data folder [BECKON_DATA]")
	fs.StringVar(&t.history, "history", "", "`file` of labelled tickets to learn from first")
	fs.BoolVar(&t.desk, "desk", false, "replay this desk's own resolved tickets")
	fs.IntVar(&t.last, "last", 200, "with --desk, ask about this `number` of tickets, the newest")
	fs.StringVar(&t.triager, "triager", "local", "local, gemini or openai; a model is asked about every ticket, which costs")
	fs.StringVar(&t.prompt, "prompt", "", "`file` of instructions to give the model instead of the built-in ones, for this run")
	fs.BoolVar(&t.quick, "quick", false, "only the main run, not the curves beside it")
	printed := fs.Bool("print-prompt", false, "only print the built-in instructions, to edit for --prompt")
	asJSON := fs.Bool("json", false, "print JSON")
	if err := parse(fs, p, args); err != nil {
		return err
	}
	if *printed {
		_, err := fmt.Fprintln(p.stdout, ai.BuiltIn.Text)
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	if t.desk {
		if err := c.oneDesk(fs); err != nil {
			return err
		}
	}
	r, err := t.run(ctx, p, &c)
	if err != nil {
		return err
	}
	if *asJSON {
		return r.WriteJSON(p.stdout)
	}
	return r.WriteText(p.stdout)
}

// trial is what to measure, and on what.
type trial struct {
	data, history, triager, prompt string
	desk, quick                    bool
	last                           int
}

func (t trial) run(ctx context.Context, p program, c *config) (report, error) {
	if t.prompt != "" {
		if err := c.instruct(t.prompt, t.triager); err != nil {
			return nil, err
		}
	}
	switch {
	case t.desk && t.history != "":
		return nil, wrong("--history goes with a file of labelled tickets; a desk's history is its own")
	case t.desk:
		c.Data = cmp.Or(t.data, c.Data)
		return c.replayDesk(ctx, p, t.triager, t.last)
	case t.data == "":
		return nil, wrong("say what to measure on: --data FILE, or --desk for this desk's own tickets")
	}
	return c.measure(ctx, p, t)
}

// report is what was measured.
type report interface {
	WriteJSON(io.Writer) error
	WriteText(io.Writer) error
}

// measure asks a triager about the labelled tickets of a file.
func (c *config) measure(ctx context.Context, p program, t trial) (*eval.Report, error) {
	o := eval.Options{Triager: t.triager, Tried: c.tried(t.triager), Quick: t.quick}
	var answers tally
	var err error
	if o.Make, err = c.subject(ctx, p, t.triager, &answers); err != nil {
		return nil, err
	}
	d, err := os.Open(t.data)
	if err != nil {
		return nil, usageError{err}
	}
	defer d.Close()
	o.Data = d
	if t.history != "" {
		h, err := os.Open(t.history)
		if err != nil {
			return nil, usageError{err}
		}
		defer h.Close()
		o.History = h
	}
	r, err := eval.Run(o)
	if err != nil {
		return nil, err
	}
	return r, answers.judge(p.stderr)
}

// tally counts what a model that is measured was asked.
type tally struct {
	asked, failed int
	last          error
}

// judge fails when the model answered nothing, which measures nothing, and
// otherwise says what a few failures mean for the figures.
func (t *tally) judge(complain io.Writer) error {
	switch {
	case t.failed == 0:
	case t.failed == t.asked:
		return fmt.Errorf("the model answered none of %d tickets, so there is nothing to report; the last time: %w", t.asked, t.last)
	default:
		fmt.Fprintf(complain, "%d of %d tickets got no answer and count as wrong\n", t.failed, t.asked)
	}
	return nil
}

// named returns the model of a name, nil for the local triager.
func (c *config) named(name string) (tickets.Triager, error) {
	switch name {
	case "local":
		return nil, nil
	case "gemini":
		c.OpenAIURL = ""
	case "openai":
	default:
		return nil, wrong("--triager %q must be local, gemini or openai", name)
	}
	_, model, err := c.model()
	if err != nil {
		return nil, usageError{err}
	}
	if model == nil || name == "openai" && c.OpenAIURL == "" {
		return nil, wrong("--triager %s needs its settings: GEMINI_API_KEY, or OPENAI_BASE_URL and OPENAI_MODEL", name)
	}
	return model, nil
}

// subject returns how to make what is measured; nil is the local triager.
func (c *config) subject(ctx context.Context, p program, name string, answers *tally) (eval.Maker, error) {
	model, err := c.named(name)
	if model == nil || err != nil {
		return nil, err
	}
	return func(_ []string, skills []local.Skill) eval.Subject {
		m := modelSubject{ctx: ctx, model: model, answers: answers, complain: p.stderr}
		for _, s := range skills {
			m.skills = append(m.skills, tickets.Skill{Name: s.Name, Aliases: s.Aliases, Description: s.Description})
		}
		return m
	}, nil
}

// modelSubject asks a model, which does not learn.
type modelSubject struct {
	ctx      context.Context
	model    tickets.Triager
	skills   []tickets.Skill
	answers  *tally
	complain io.Writer
}

// Predict asks the model. A ticket it fails on counts as wrong.
func (m modelSubject) Predict(t local.Ticket) local.Prediction {
	a, err := m.model.Triage(m.ctx, tickets.Request{
		ID: tickets.ID(t.ID), Title: t.Title, Body: t.Body, Requester: tickets.UserID(t.Requester), CreatedAt: t.At, Skills: m.skills,
	})
	m.answers.asked++
	if err != nil {
		m.answers.failed, m.answers.last = m.answers.failed+1, err
		fmt.Fprintf(m.complain, "%s: %v\n", t.ID, err)
		return local.Prediction{}
	}
	var out local.Prediction
	for i, s := range a.Skills {
		out.Skill.Guesses = append(out.Skill.Guesses, local.Guess{Name: s, P: a.Confidence[tickets.FieldSkills] / float64(i+1)})
	}
	out.Skill.Sure = a.Confidence[tickets.FieldSkills]
	out.Priority.Guesses = []local.Guess{{Name: string(a.Priority), P: a.Confidence[tickets.FieldPriority]}}
	out.Priority.Sure = a.Confidence[tickets.FieldPriority]
	return out
}

// Learn does nothing.
func (modelSubject) Learn(local.Ticket, local.Outcome, time.Time) {}
