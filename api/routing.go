package api

import (
	"net/http"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// explanationView is what would become of a ticket.
type explanationView struct {
	At       time.Time        `json:"at"`
	Title    string           `json:"title"`
	Summary  string           `json:"summary"`
	Priority tickets.Priority `json:"priority"`
	Skills   []string         `json:"skills"`
	Category string           `json:"category"`
	DueAt    *time.Time       `json:"dueAt"` // null when the rules set no time
	Triage   triageView       `json:"triage"`
	To       *personView      `json:"to"` // null when nobody can take it
	Why      []string         `json:"why"`
	People   []standingView   `json:"people"` // best first, the barred last
	Notices  []wouldTellView  `json:"notices"`
}

type standingView struct {
	Person personView   `json:"person"`
	Role   tickets.Role `json:"role"`
	Barred string       `json:"barred"` // why they cannot get it; empty when they can
	Knows  []string     `json:"knows"`
	Fit    float64      `json:"fit"`
	Live   int          `json:"live"`
	Share  int          `json:"share"`
	Score  float64      `json:"score"`
}

type wouldTellView struct {
	Kind      tickets.NoticeKind   `json:"kind"`
	To        personView           `json:"to"`
	Channel   *tickets.Platform    `json:"channel"` // null when no channel reaches the person
	State     tickets.ReceiptState `json:"state"`
	Error     string               `json:"error"`
	NotBefore *time.Time           `json:"notBefore"` // the end of quiet hours
}

func (a *api) explainRoute(w http.ResponseWriter, r *http.Request, c caller) error {
	var in struct {
		Text string     `json:"text"`
		At   *time.Time `json:"at"`
	}
	if err := decode(w, r, &in); err != nil {
		return err
	}
	at := a.clock()
	if in.At != nil {
		at = *in.At
	}
	e, err := a.service.Explain(r.Context(), c.Actor, in.Text, at)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewExplanation(e))
}

func viewExplanation(e tickets.Explanation) explanationView {
	t := e.Ticket
	v := explanationView{
		At: e.At.UTC(), Title: t.Title, Summary: t.Summary, Priority: t.Priority, Skills: list(t.Skills), Category: t.Category,
		DueAt: moment(t.Due.At), Triage: viewTriage(t.Triage), Why: list(e.Decision.Why),
		People: each(e.People, viewStanding), Notices: each(e.Notices, viewWouldTell),
	}
	if e.Decision.To != nil {
		v.To = viewActor(e.Decision.To.Person())
	}
	return v
}

func viewStanding(s tickets.Standing) standingView {
	return standingView{
		Person: viewPerson(s.User.Person()), Role: s.User.Role, Barred: s.Barred, Knows: list(s.Knows),
		Fit: s.Fit, Live: s.Live, Share: s.Share, Score: s.Score,
	}
}

func viewWouldTell(n tickets.WouldTell) wouldTellView {
	return wouldTellView{
		Kind: n.Kind, To: viewPerson(n.To), Channel: optional(n.Receipt.Channel),
		State: n.Receipt.State, Error: n.Receipt.Error, NotBefore: moment(n.Receipt.NotBefore),
	}
}

func (a *api) getRules(w http.ResponseWriter, r *http.Request, c caller) error {
	rules, err := a.service.Rules(r.Context(), c.Actor)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewRules(rules))
}

func (a *api) setRules(w http.ResponseWriter, r *http.Request, c caller) error {
	var in rulesView
	if err := decode(w, r, &in); err != nil {
		return err
	}
	rules, err := a.service.SetRules(r.Context(), c.Actor, tickets.Rules{
		Patience: in.Patience, Due: in.Due, Business: in.Business.hours(), TimeZone: in.TimeZone, Holidays: in.Holidays, Leads: in.Leads, Version: in.Version,
	})
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewRules(rules))
}

// rulesView is tickets.Rules on the wire.
type rulesView struct {
	Patience map[tickets.Priority]tickets.Length `json:"patience"`
	Due      map[tickets.Priority]tickets.Length `json:"due"`
	Business hoursView                           `json:"business"`
	TimeZone string                              `json:"timeZone"`
	Holidays []string                            `json:"holidays"`
	Leads    map[tickets.Step]tickets.UserID     `json:"leads"`
	Version  int64                               `json:"version"`
}

func viewRules(r tickets.Rules) rulesView {
	return rulesView{Patience: r.Patience, Due: r.Due, Business: viewHours(r.Business), TimeZone: r.TimeZone, Holidays: r.Holidays, Leads: r.Leads, Version: r.Version}
}
