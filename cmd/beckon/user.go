package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/transfer"
)

// newPerson is what `beckon user add` asks for.
type newPerson struct {
	Email, Name, Role string
	Skills            []string
}

func user(ctx context.Context, p program, args []string) error {
	args, named := takeVerb(args, "add")
	if !named {
		return wrong("say what to do: beckon user add --email … --name … [--role …] [--skills …]")
	}
	fs := newFlags(p, "user add", "Add a person and print a one-time link that sets their password.\nWorks while the desk runs and while it is stopped.")
	var c config
	if err := c.bind(fs, p, "data", "url", "mongodb-uri"); err != nil {
		return err
	}
	var n newPerson
	fs.StringVar(&n.Email, "email", "", "mail `address`")
	fs.StringVar(&n.Name, "name", "", "what people call them")
	fs.StringVar(&n.Role, "role", string(tickets.Requester), "user, moderator or admin")
	skills := fs.String("skills", "", "what they can help with, comma separated; new ones are added to the desk's list")
	if err := parse(fs, p, args); err != nil {
		return err
	}
	if n.Email == "" || n.Name == "" {
		return wrong("say who it is: beckon user add --email ann@company.com --name \"Ann Example\"")
	}
	if err := errors.Join(c.oneDesk(fs), c.check()); err != nil {
		return err
	}
	for s := range strings.SplitSeq(*skills, ",") {
		if s = strings.TrimSpace(s); s != "" {
			n.Skills = append(n.Skills, s)
		}
	}
	link, err := addPerson(ctx, &c, p, n)
	if err != nil {
		if tickets.KindOf(err) == tickets.Invalid {
			return wrong("%s", tickets.MessageOf(err))
		}
		return err
	}
	fmt.Fprintln(p.stdout, link)
	return nil
}

// addPerson adds a person through the running desk if there is one, for one
// process at a time owns a database, and otherwise by opening the store.
func addPerson(ctx context.Context, c *config, p program, n newPerson) (link string, err error) {
	answer, err := askDesk(ctx, c, "/user", n)
	if !errors.Is(err, errNoDesk) {
		return answer.Link, err
	}
	if err := c.openData(); err != nil {
		return "", err
	}
	store, err := openStore(ctx, c)
	if err != nil {
		return "", err
	}
	defer store.Close()
	log, err := c.logger(p)
	if err != nil {
		return "", err
	}
	return invite(ctx, tickets.New(tickets.Config{Store: store, URL: c.publicURL(), Log: log}), n)
}

// invite adds the person and returns the link that sets their password.
func invite(ctx context.Context, desk *tickets.Service, n newPerson) (string, error) {
	u, err := desk.AddUser(ctx, n.Email, n.Name, n.Role, n.Skills)
	if err != nil {
		return "", err
	}
	_, token, err := desk.NewLink(ctx, u.ID, tickets.Link{Purpose: tickets.LinkPassword}, tickets.PasswordLinkLife)
	return desk.PasswordURL(token), err
}

// A running desk takes commands from the shell on a socket in its data folder,
// which only its owner can open.

func (c *config) socket() string { return filepath.Join(c.Data, "control.sock") }

var errNoDesk = errors.New("no desk is running on this data folder")

// askDesk puts a question to the running desk, and waits half a minute for the
// answer unless ctx has a deadline of its own.
func askDesk(ctx context.Context, c *config, path string, in any) (answer controlAnswer, err error) {
	if _, set := ctx.Deadline(); !set {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
	}
	client := http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", c.socket())
		},
	}}
	body, err := json.Marshal(in)
	if err != nil {
		return answer, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://desk"+path, strings.NewReader(string(body)))
	if err != nil {
		return answer, err
	}
	resp, err := client.Do(r)
	var dial *net.OpError
	if errors.Is(err, fs.ErrNotExist) || errors.As(err, &dial) && dial.Op == "dial" {
		return answer, errNoDesk
	}
	if err != nil {
		return answer, err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return answer, fmt.Errorf("the running desk answered %s: %w", resp.Status, err)
	}
	if answer.Error != "" {
		return answer, &tickets.Error{Kind: answer.Kind, Message: answer.Error}
	}
	return answer, nil
}

type controlAnswer struct {
	Link  string       `json:"link,omitempty"` // to /user
	Text  string       `json:"text,omitempty"` // to /route and /backup
	Kind  tickets.Kind `json:"kind,omitempty"`
	Error string       `json:"error,omitempty"`
}

// control answers the shell's commands for a running desk.
func control(desk *tickets.Service, records transfer.Store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /user", answering(func(ctx context.Context, n newPerson) (controlAnswer, error) {
		link, err := invite(ctx, desk, n)
		return controlAnswer{Link: link}, err
	}))
	mux.HandleFunc("POST /route", answering(func(ctx context.Context, q question) (controlAnswer, error) {
		text, err := explain(ctx, desk, q)
		return controlAnswer{Text: text}, err
	}))
	mux.HandleFunc("POST /backup", answering(func(ctx context.Context, b backupRequest) (controlAnswer, error) {
		text, err := writeBackup(ctx, records, b.File, nil)
		return controlAnswer{Text: text}, err
	}))
	return mux
}

// answering serves one command of the shell.
func answering[In any](do func(context.Context, In) (controlAnswer, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in In
		var answer controlAnswer
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&in)
		if err == nil {
			answer, err = do(r.Context(), in)
		}
		if err != nil {
			answer = controlAnswer{Kind: tickets.KindOf(err), Error: tickets.MessageOf(err)}
		}
		_ = json.NewEncoder(w).Encode(answer) // the shell is gone if this fails
	}
}
