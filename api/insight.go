package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// insightView is how the desk has done. Each figure's tickets is what follows
// the ? of a list of the tickets behind it.
type insightView struct {
	From       time.Time        `json:"from"`
	To         time.Time        `json:"to"`
	Bucket     string           `json:"bucket"` // day or week
	Truncated  bool             `json:"truncated"`
	Volume     []volumeView     `json:"volume"`
	Response   []timesView      `json:"response"`
	Resolution []timesView      `json:"resolution"`
	Backlog    []barView        `json:"backlog"`
	Load       []loadView       `json:"load"`
	Priorities []barView        `json:"priorities"`
	Skills     []barView        `json:"skills"`
	Acceptance []acceptanceView `json:"acceptance"`
	Readings   []readingView    `json:"readings"`
}

type volumeView struct {
	spanView
	Total   int                      `json:"total"`
	Sources map[tickets.Platform]int `json:"sources"`
	Tickets string                   `json:"tickets"`
}

type timesView struct {
	spanView
	Of      int    `json:"of"`
	P50     *int64 `json:"p50"` // seconds; null of nothing
	P90     *int64 `json:"p90"`
	Tickets string `json:"tickets"`
}

type barView struct {
	Name    string  `json:"name"`
	Count   int     `json:"count"`
	Tickets *string `json:"tickets"` // null when no filter chooses them
}

type loadView struct {
	Person   personView `json:"person"`
	Live     int        `json:"live"`
	Capacity int        `json:"capacity"`
	AwayNow  bool       `json:"awayNow"`
	Tickets  string     `json:"tickets"`
}

type acceptanceView struct {
	Field    tickets.Field `json:"field"`
	Proposed int           `json:"proposed"`
	Accepted int           `json:"accepted"`
}

type readingView struct {
	By        string `json:"by"`
	Model     string `json:"model"`
	Count     int    `json:"count"`
	P50Millis int64  `json:"p50Millis"`
	TokensIn  int    `json:"tokensIn"`
	TokensOut int    `json:"tokensOut"`
}

func (a *api) insight(w http.ResponseWriter, r *http.Request, c caller) error {
	q := newQuery(r)
	zone := q.zone()
	from, to, table := q.momentIn("from", zone), q.momentIn("to", zone), wantsCSV(q, r)
	if err := q.done(); err != nil {
		return err
	}
	in, err := a.service.Insight(r.Context(), c.Actor, from, to, zone)
	if err != nil {
		return err
	}
	v := viewInsight(in)
	if table {
		return writeCSV(w, "beckon-insight.csv", v.rows())
	}
	return writeJSON(w, http.StatusOK, v)
}

func viewInsight(in tickets.Insight) insightView {
	v := insightView{
		From: in.From, To: in.To, Bucket: "day", Truncated: in.Truncated,
		Volume: each(in.Volume, func(v tickets.Volume) volumeView {
			return volumeView{spanView(v.Span), v.Total, v.Sources, queryOf(v.Tickets)}
		}),
		Response: each(in.Response, viewTimes), Resolution: each(in.Resolution, viewTimes),
		Backlog: each(in.Backlog, viewBar), Priorities: each(in.Priorities, viewBar), Skills: each(in.Skills, viewBar),
		Load: each(in.Load, func(l tickets.Load) loadView {
			return loadView{viewPerson(l.Person), l.Live, l.Capacity, l.Away, queryOf(l.Tickets)}
		}),
		Acceptance: each(in.Acceptance, func(a tickets.Acceptance) acceptanceView { return acceptanceView(a) }),
		Readings: each(in.Readings, func(r tickets.Reading) readingView {
			return readingView{r.By, r.Model, r.Count, r.P50.Milliseconds(), r.TokensIn, r.TokensOut}
		}),
	}
	if in.Weekly {
		v.Bucket = "week"
	}
	return v
}

func viewTimes(t tickets.Times) timesView {
	v := timesView{spanView: spanView(t.Span), Of: t.Of, Tickets: queryOf(t.Tickets)}
	if t.Of > 0 {
		p50, p90 := seconds(t.P50), seconds(t.P90)
		v.P50, v.P90 = &p50, &p90
	}
	return v
}

func viewBar(b tickets.Bar) barView {
	v := barView{Name: b.Name, Count: b.Count}
	if b.Tickets != nil {
		q := queryOf(*b.Tickets)
		v.Tickets = &q
	}
	return v
}

// queryOf writes a filter as the list of tickets reads it; see query.filter.
func queryOf(f tickets.Filter) string {
	values := url.Values{}
	put := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	put("q", f.Query)
	put("status", commas(f.Status))
	put("priority", commas(f.Priority))
	put("skill", strings.Join(f.Skills, ","))
	put("tag", strings.Join(f.Tags, ","))
	put("category", f.Category)
	put("assignee", string(f.Assignee))
	put("requester", string(f.Requester))
	for _, m := range []struct {
		name string
		at   time.Time
	}{
		{"createdFrom", f.CreatedFrom}, {"createdTo", f.CreatedTo}, {"updatedFrom", f.UpdatedFrom},
		{"updatedTo", f.UpdatedTo}, {"resolvedFrom", f.ResolvedFrom}, {"resolvedTo", f.ResolvedTo},
		{"dueFrom", f.DueFrom}, {"dueTo", f.DueTo},
	} {
		if !m.at.IsZero() {
			put(m.name, m.at.UTC().Format(time.RFC3339Nano))
		}
	}
	if f.Unassigned {
		put("unassigned", "true")
	}
	return values.Encode()
}

func commas[T ~string](values []T) string {
	return strings.Join(each(values, func(v T) string { return string(v) }), ",")
}

// rows are the insight as one table: a line per figure.
func (v insightView) rows() [][]string {
	rows := [][]string{{"series", "from", "to", "name", "count", "p50_seconds", "p90_seconds", "tickets"}}
	stamp := func(t time.Time) string { return t.Format(time.RFC3339) }
	number := func(n *int64) string {
		if n == nil {
			return ""
		}
		return strconv.FormatInt(*n, 10)
	}
	for _, x := range v.Volume {
		for _, source := range []tickets.Platform{tickets.Slack, tickets.Discord, tickets.Mail, tickets.Web} {
			rows = append(rows, []string{"volume", stamp(x.From), stamp(x.To), string(source), strconv.Itoa(x.Sources[source]), "", "", x.Tickets})
		}
	}
	for _, s := range []struct {
		name  string
		times []timesView
	}{{"response", v.Response}, {"resolution", v.Resolution}} {
		for _, x := range s.times {
			rows = append(rows, []string{s.name, stamp(x.From), stamp(x.To), "", strconv.Itoa(x.Of), number(x.P50), number(x.P90), x.Tickets})
		}
	}
	for _, s := range []struct {
		name string
		bars []barView
	}{{"backlog", v.Backlog}, {"priority", v.Priorities}, {"skill", v.Skills}} {
		for _, b := range s.bars {
			query := ""
			if b.Tickets != nil {
				query = *b.Tickets
			}
			rows = append(rows, []string{s.name, "", "", b.Name, strconv.Itoa(b.Count), "", "", query})
		}
	}
	for _, l := range v.Load {
		rows = append(rows, []string{"load", "", "", l.Person.Name, strconv.Itoa(l.Live), "", "", l.Tickets})
	}
	for _, x := range v.Acceptance {
		rows = append(rows, []string{"proposed", "", "", string(x.Field), strconv.Itoa(x.Proposed), "", "", ""},
			[]string{"accepted", "", "", string(x.Field), strconv.Itoa(x.Accepted), "", "", ""})
	}
	for _, x := range v.Readings {
		name := strings.TrimSpace(x.By + " " + x.Model)
		rows = append(rows, []string{"read", "", "", name, strconv.Itoa(x.Count), strconv.FormatFloat(float64(x.P50Millis)/1000, 'f', 3, 64), "", ""},
			[]string{"tokens_in", "", "", name, strconv.Itoa(x.TokensIn), "", "", ""}, []string{"tokens_out", "", "", name, strconv.Itoa(x.TokensOut), "", "", ""})
	}
	return rows
}
