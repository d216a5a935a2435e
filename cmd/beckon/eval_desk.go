package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/beckon-desk/beckon/ai"
	"github.com/beckon-desk/beckon/ai/local"
	"github.com/beckon-desk/beckon/ai/local/eval"
	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/transfer"
)

// taught is how many resolved tickets before those asked about are learned from.
const taught = 5_000

// replayDesk puts the desk's own resolved tickets before a triager.
func (c *config) replayDesk(ctx context.Context, p program, triager string, last int) (*eval.Past, error) {
	if last < 1 {
		return nil, wrong("--last %d must be at least 1", last)
	}
	r := eval.Replay{Triager: triager, Tried: c.tried(triager), Last: last}
	var err error
	if r.Ask, err = c.replayed(triager); err != nil {
		return nil, err
	}
	records, err := c.openToRead(ctx, p)
	if err != nil {
		return nil, err
	}
	defer records.Close()
	if r.Skills, err = tickets.New(tickets.Config{Store: records}).Skills(ctx); err != nil {
		return nil, err
	}
	for t, err := range tickets.EachTicket(ctx, records, tickets.Filter{Status: []tickets.Status{tickets.Resolved, tickets.Closed}}) {
		if err != nil {
			return nil, err
		}
		if r.Past = append(r.Past, t); len(r.Past) == last+taught {
			break
		}
	}
	return r.Run(ctx)
}

// replayed returns the triager to ask: a model as the desk would ask it, with what guards it, but without a budget.
func (c *config) replayed(name string) (tickets.Triager, error) {
	offline := local.NewTriager(nil)
	model, err := c.named(name)
	if model == nil || err != nil {
		return offline, err
	}
	chain := ai.NewChain(ai.ChainConfig{Name: name, First: model, Fallback: offline})
	return struct{ tickets.Triager }{chain}, nil // what stands behind the model is not judged, so it need not learn
}

// readable is a store with what goes when it is closed.
type readable struct {
	store
	folder string
}

// Close closes the store and removes its folder, if it has one of its own.
func (r readable) Close() error {
	err := r.store.Close()
	if r.folder != "" {
		err = errors.Join(err, os.RemoveAll(r.folder))
	}
	return err
}

// openToRead opens the desk's records. One process at a time may open an SQLite file, so a running desk is asked for a
// backup, which is restored into a folder that lasts as long as the store is open.
func (c *config) openToRead(ctx context.Context, p program) (readable, error) {
	if err := c.holdsDesk(); err != nil {
		return readable{}, err
	}
	if c.MongoDB == "" {
		r, err := c.copyOfRunning(ctx, p)
		if !errors.Is(err, errNoDesk) {
			return r, err
		}
	}
	s, err := openStore(ctx, c)
	return readable{store: s}, err
}

// holdsDesk refuses a folder without records: opened, it would become a desk.
func (c *config) holdsDesk() error {
	if c.MongoDB != "" {
		return nil
	}
	if _, err := os.Stat(c.dataFile("beckon.db")); err != nil {
		return wrong("there is no desk in %s; name its data folder with --data", c.Data)
	}
	return nil
}

func (c *config) copyOfRunning(ctx context.Context, p program) (_ readable, err error) {
	folder, err := os.MkdirTemp("", "beckon-eval")
	if err != nil {
		return readable{}, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(folder))
		}
	}()
	file := filepath.Join(folder, "desk.gz")
	long, cancel := context.WithTimeout(ctx, backupLimit)
	defer cancel()
	if _, err := askDesk(long, c, "/backup", backupRequest{file}); err != nil {
		return readable{}, err
	}
	f, err := os.Open(file)
	if err != nil {
		return readable{}, err
	}
	defer f.Close()
	s, err := openStore(ctx, &config{Data: folder})
	if err != nil {
		return readable{}, err
	}
	if _, err := transfer.Restore(ctx, f, s, progressOn(io.Discard, "")); err != nil {
		return readable{}, errors.Join(err, s.Close())
	}
	return readable{s, folder}, nil
}
