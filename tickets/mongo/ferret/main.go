// Ferret is a small server of the MongoDB wire protocol (FerretDB on SQLite, in
// a temporary folder) for the tests of tickets/mongo, where no MongoDB is at
// hand. It prints its URI on a line, and ends when its standard input does, so
// that it cannot outlive the test that started it. Given a folder it keeps its
// records there, and a next one, at the same address if one likes, goes on.
//
// It is a module of its own so that FerretDB stays out of Beckon's module graph.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	address := flag.String("listen", "127.0.0.1:0", "`address` to listen on")
	folder := flag.String("folder", "", "`folder` of the records (default: a new one, removed at the end)")
	flag.Parse()
	if err := run(*address, *folder); err != nil {
		fmt.Fprintln(os.Stderr, "ferret:", err)
		os.Exit(1)
	}
}

func run(address, folder string) error {
	if folder != "" {
		return serve(address, folder)
	}
	folder, err := os.MkdirTemp("", "beckon-ferret")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	return serve(address, folder)
}

func serve(address, folder string) error {
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: address},
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
