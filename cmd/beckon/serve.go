package main

import (
	"context"
	"fmt"
)

func serve(ctx context.Context, p program, args []string) error {
	fs := newFlags(p, "serve", "Run the desk with the parts that are set; see README.md for how to set each up.")
	var c config
	if err := c.bind(fs, p); err != nil {
		return err
	}
	if err := parse(fs, p, args); err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	log, err := c.logger(p)
	if err != nil {
		return err
	}
	l, err := listen(&c)
	if err != nil {
		return err
	}
	defer l.Close()
	d := &desk{cfg: &c, log: log, listener: l}
	return d.operate(ctx, p, func() { fmt.Fprintf(p.stdout, "ready %s\n", c.URL) })
}
