package api

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/beckon-desk/beckon/tickets"
)

// skillList is the desk's skills and tickets.SkillsVersion of them.
type skillList struct {
	Skills  []skillView `json:"skills"`
	Version string      `json:"version"`
}

func viewSkills(skills []tickets.Skill) skillList {
	return skillList{each(skills, viewSkill), tickets.SkillsVersion(skills)}
}

func (a *api) listSkills(w http.ResponseWriter, r *http.Request, _ caller) error {
	skills, err := a.service.Skills(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewSkills(skills))
}

func (a *api) setSkills(w http.ResponseWriter, r *http.Request, c caller) error {
	var in skillList
	if err := decode(w, r, &in); err != nil {
		return err
	}
	if in.Skills == nil {
		return invalid("skills", "Send the whole list of skills.")
	}
	skills := each(in.Skills, func(s skillView) tickets.Skill { return tickets.Skill(s) })
	if err := a.service.SetSkills(r.Context(), c.Actor, skills, in.Version); err != nil {
		return err
	}
	return a.listSkills(w, r, c)
}

type skillMerge struct {
	From string `json:"from"`
	Into string `json:"into"`
}

type mergedAnswer struct {
	skillList
	Into    string `json:"into"`
	People  int    `json:"people"`
	Tickets int    `json:"tickets"`
}

func (a *api) mergeSkills(w http.ResponseWriter, r *http.Request, c caller) error {
	var in skillMerge
	if err := decode(w, r, &in); err != nil {
		return err
	}
	m, err := a.service.MergeSkills(r.Context(), c.Actor, in.From, in.Into)
	if err != nil {
		return err
	}
	skills, err := a.service.Skills(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, mergedAnswer{viewSkills(skills), m.Into, m.People, m.Tickets})
}

type eventList struct {
	Events []eventView `json:"events"`
}

func (a *api) listEvents(w http.ResponseWriter, r *http.Request, c caller) error {
	q := newQuery(r)
	parked := q.flag("parked")
	if err := q.done(); err != nil {
		return err
	}
	events, err := a.service.Events(r.Context(), c.Actor, parked)
	if err != nil {
		return err
	}
	list := eventList{Events: []eventView{}}
	numbers, people := map[tickets.ID]tickets.Number{"": 0}, map[tickets.UserID]tickets.Person{"": {}}
	for _, e := range events {
		number, err := once(numbers, e.Ticket, func() (tickets.Number, error) {
			t, err := a.service.Get(r.Context(), c.Actor, e.Ticket)
			return t.Number, err
		})
		if err != nil {
			return err
		}
		about, err := once(people, e.User, func() (tickets.Person, error) {
			u, err := a.service.Person(r.Context(), c.Actor, e.User)
			return u.Person(), err
		})
		if err != nil {
			return err
		}
		list.Events = append(list.Events, viewEvent(e, number, about))
	}
	return writeJSON(w, http.StatusOK, list)
}

// once asks for what is not known yet. What is not there any more is zero.
func once[K comparable, V any](known map[K]V, key K, ask func() (V, error)) (V, error) {
	if v, ok := known[key]; ok {
		return v, nil
	}
	v, err := ask()
	if err != nil && tickets.KindOf(err) != tickets.NotFound {
		return v, err
	}
	known[key] = v
	return v, nil
}

func (a *api) retryEvent(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := a.service.RetryEvent(r.Context(), c.Actor, chi.URLParam(r, "id")); err != nil {
		return err
	}
	return nothing(w)
}
