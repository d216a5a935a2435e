package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3filter"

	"github.com/beckon-desk/beckon/tickets"
)

// person is somebody with an account, at a browser.
type person struct {
	d       *desk
	name    string
	id      tickets.UserID
	token   string
	refresh string // the cookie
}

const password = "correct horse"

// signsUp makes an account over the API.
func (d *desk) signsUp(name string) *person {
	d.t.Helper()
	p := &person{d: d, name: name}
	p.enter(p.posts("/api/auth/signup", fmt.Sprintf(`{"email":%q,"password":%q,"name":%q}`, mailOf(name), password, name)).mustBe(201))
	return p
}

// hires makes an account as the shell does, and logs in.
func (d *desk) hires(name string, role tickets.Role, skills ...string) *person {
	d.t.Helper()
	u, err := d.service.AddUser(d.t.Context(), mailOf(name), name, string(role), skills)
	if err != nil {
		d.t.Fatal(err)
	}
	_, link, err := d.service.NewLink(d.t.Context(), u.ID, tickets.Link{Purpose: tickets.LinkPassword}, time.Hour)
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.service.SetPassword(d.t.Context(), link, password); err != nil {
		d.t.Fatal(err)
	}
	return d.logsIn(name)
}

func (d *desk) logsIn(name string) *person {
	d.t.Helper()
	p := &person{d: d, name: name}
	p.enter(p.posts("/api/auth/login", fmt.Sprintf(`{"email":%q,"password":%q}`, mailOf(name), password)).mustBe(200))
	return p
}

// stranger is somebody without an account.
func (d *desk) stranger() *person { return &person{d: d, name: "stranger"} }

func mailOf(name string) string { return strings.ToLower(name) + "@desk.test" }

func (p *person) enter(a answer) {
	p.d.t.Helper()
	var s struct {
		User        struct{ ID tickets.UserID }
		AccessToken string
	}
	a.into(&s)
	p.id, p.token = s.User.ID, s.AccessToken
	p.refresh = a.cookie().Value
}

// answer is what came back.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

func (p *person) gets(path string) answer          { return p.does("GET", path, "") }
func (p *person) posts(path, body string) answer   { return p.does("POST", path, body) }
func (p *person) patches(path, body string) answer { return p.does("PATCH", path, body) }

// does sends a request, with header lines such as "If-Match: 3".
func (p *person) does(method, path, body string, headers ...string) answer {
	p.d.t.Helper()
	r, err := http.NewRequestWithContext(p.d.t.Context(), method, p.d.url+path, strings.NewReader(body))
	if err != nil {
		p.d.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	if p.refresh != "" && strings.HasPrefix(path, authPath) {
		r.AddCookie(&http.Cookie{Name: refreshCookie, Value: p.refresh})
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		p.d.t.Fatal(err)
	}
	defer resp.Body.Close()
	a := answer{t: p.d.t, status: resp.StatusCode, header: resp.Header}
	if a.body, err = io.ReadAll(resp.Body); err != nil {
		p.d.t.Fatal(err)
	}
	if a.header.Get("Content-Encoding") == "" {
		p.d.holdAgainstDocument(r, body, a)
	}
	return a
}

// holdAgainstDocument fails when the answer, or a request that was accepted, is
// not as documented.
func (d *desk) holdAgainstDocument(r *http.Request, body string, a answer) {
	d.t.Helper()
	r = r.Clone(context.Background())
	r.Body = io.NopCloser(strings.NewReader(body))
	r.URL.Host, r.URL.Scheme, r.Host = "", "", ""
	route, params, err := documented().FindRoute(r)
	if err != nil {
		if a.status < 400 && strings.HasPrefix(r.URL.Path, "/api") {
			d.t.Errorf("%s %s is not in openapi.json: %v", r.Method, r.URL.Path, err)
		}
		return
	}
	options := &openapi3filter.Options{IncludeResponseStatus: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: options}
	if a.status < 400 {
		if err := openapi3filter.ValidateRequest(d.t.Context(), in); err != nil {
			d.t.Errorf("%s %s was accepted, against openapi.json: %v", r.Method, r.URL.Path, err)
		}
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: a.status, Header: a.header, Options: options}
	out.SetBodyBytes(a.body)
	if err := openapi3filter.ValidateResponse(d.t.Context(), out); err != nil {
		d.t.Errorf("%s %s answered %d, against openapi.json: %v", r.Method, r.URL.Path, a.status, err)
	}
	if found := route.Operation.Responses.Status(a.status); found != nil && len(found.Value.Content) == 0 && len(a.body) > 0 {
		d.t.Errorf("%s %s answered %d with a body that is not documented: %s", r.Method, r.URL.Path, a.status, a.body)
	}
}

func (a answer) mustBe(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("got status %d, want %d: %s", a.status, status, a.body)
	}
	return a
}

func (a answer) into(v any) {
	a.t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		a.t.Fatalf("%v: %s", err, a.body)
	}
}

func (a answer) ticket() ticketView {
	a.t.Helper()
	var v ticketAnswer
	a.into(&v)
	return v.Ticket
}

func (a answer) failure() errorBody {
	a.t.Helper()
	var v errorView
	a.into(&v)
	return v.Error
}

func (a answer) cookie() *http.Cookie {
	a.t.Helper()
	return a.named(refreshCookie)
}

// named is the cookie of a name that was set.
func (a answer) named(name string) *http.Cookie {
	a.t.Helper()
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == name {
			return c
		}
	}
	a.t.Fatalf("no %s cookie: %v", name, a.header)
	return nil
}

// account is what a person reads of themselves.
type account struct {
	ID       tickets.UserID
	Name     string
	Role     tickets.Role
	Skills   []string
	Email    *string
	Verified bool
	Active   bool
	AwayNow  bool
	TimeZone string
	Theme    string
	Capacity int
	Hours    hoursView
	Away     []spanView
	Sessions int

	Preferences preferencesView
}

func (p *person) me() account {
	p.d.t.Helper()
	return p.gets("/api/me").mustBe(200).user()
}

func (a answer) user() account {
	a.t.Helper()
	var v struct{ User account }
	a.into(&v)
	return v.User
}

// opens opens a ticket and returns its path.
func (p *person) opens(title string) string {
	p.d.t.Helper()
	t := p.posts("/api/tickets", fmt.Sprintf(`{"title":%q}`, title)).mustBe(201).ticket()
	return fmt.Sprintf("/api/tickets/%d", t.Number)
}

// triaged has the desk triage the ticket at path.
func (d *desk) triaged(path string) {
	d.t.Helper()
	if err := d.service.Triage(d.t.Context(), d.idOf(path), 0); err != nil {
		d.t.Fatal(err)
	}
}

// numberOf returns the number in a ticket's path.
func (d *desk) numberOf(path string) (n tickets.Number) {
	d.t.Helper()
	if _, err := fmt.Sscanf(path, "/api/tickets/%d", &n); err != nil {
		d.t.Fatal(err)
	}
	return n
}

// idOf returns the id of the ticket at path.
func (d *desk) idOf(path string) tickets.ID {
	d.t.Helper()
	t, err := d.store.Ticket(d.t.Context(), d.numberOf(path))
	if err != nil {
		d.t.Fatal(err)
	}
	return t.ID
}
