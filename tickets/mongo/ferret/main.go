// Ferret is a small server of the MongoDB wire protocol (FerretDB on SQLite, in
// a temporary folder) for the tests of tickets/mongo, where no MongoDB is at
// hand. It prints its URI on a line, and ends when its standard input does, so
// that it cannot outlive the test that started it.
//
// It is a module of its own so that FerretDB stays out of Beckon's module graph.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "ferret:", err)
		os.Exit(1)
	}
}

func serve() error {
	folder, err := os.MkdirTemp("", "beckon-ferret")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.DiscardHandler),
		Handler:   "sqlite",
		SQLiteURL: "file:" + folder + "/?_pragma=synchronous(off)", // in memory, findAndModify waits for itself
	})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	fmt.Println(server.MongoDBURI())
	_, _ = io.Copy(io.Discard, os.Stdin)
	stop()
	return <-ended
}
