package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/beckon-desk/beckon/ai/local"
	"github.com/beckon-desk/beckon/ai/local/eval"
	"github.com/beckon-desk/beckon/tickets"
)

// evaluate measures a triager on labelled tickets.
func evaluate(ctx context.Context, p program, args []string) error {
	fs := newFlags(p, "eval", "Measure a triager on labelled tickets, one JSON object a line, in the order they came:\nid, title, body, requester, labels{queue, skills, priority, assignee}, created_at, resolved_at.\nWithout a history it starts from nothing and learns each label a day later; with one it\nlearns that first and is then asked about the data.")
	var c config
	if err := c.bind(fs, p.getenv, "gemini-", "openai-", "ai-redact"); err != nil {
		return err
	}
	data := fs.String("data", "", "`file` of labelled tickets to ask about")
	history := fs.String("history", "", "`file` of labelled tickets to learn from first")
	triager := fs.String("triager", "local", "local, gemini or openai; a model is asked about every ticket, which costs")
	asJSON := fs.Bool("json", false, "print JSON")
	quick := fs.Bool("quick", false, "only the main run, not the curves beside it")
	if err := parse(fs, p, args); err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	if *data == "" {
		return wrong("say what to measure on: --data FILE")
	}
	o := eval.Options{Triager: *triager, Quick: *quick}
	var err error
	if o.Make, err = c.subject(ctx, p, *triager); err != nil {
		return err
	}
	d, err := os.Open(*data)
	if err != nil {
		return usageError{err}
	}
	defer d.Close()
	o.Data = d
	if *history != "" {
		h, err := os.Open(*history)
		if err != nil {
			return usageError{err}
		}
		defer h.Close()
		o.History = h
	}
	report, err := eval.Run(o)
	if err != nil {
		return err
	}
	if *asJSON {
		return report.WriteJSON(p.stdout)
	}
	return report.WriteText(p.stdout)
}

// subject returns how to make what is measured; nil is the local triager.
func (c *config) subject(ctx context.Context, p program, name string) (eval.Maker, error) {
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
	return func(_ []string, skills []local.Skill) eval.Subject {
		m := modelSubject{ctx: ctx, model: model, complain: p.stderr}
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
	complain io.Writer
}

// Predict asks the model. A ticket it fails on counts as wrong.
func (m modelSubject) Predict(t local.Ticket) local.Prediction {
	a, err := m.model.Triage(m.ctx, tickets.Request{
		ID: tickets.ID(t.ID), Title: t.Title, Body: t.Body, Requester: tickets.UserID(t.Requester), CreatedAt: t.At, Skills: m.skills,
	})
	if err != nil {
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
