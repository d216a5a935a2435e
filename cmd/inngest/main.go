// Command inngest builds the Inngest server that Beckon runs on one machine, once,
// into the user's cache folder, and prints the path of the binary.
//
//	go run -C cmd/inngest .
//
// The first run takes minutes; every later one answers at once. What happens meanwhile
// is told on stderr; stdout carries the path alone.
//
// The server is a program of its own under its own licence (SSPL), which is why this is
// a module of its own: nothing of it enters Beckon's module graph or binary. The build
// is made from the released source with the few changes listed in source.go: listeners
// take an address and a port that make the server reachable from this machine only and
// let two of them run side by side, it keeps no records for pages that it lacks, and it
// forgets what is done.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
)

const (
	// version is the released server; go.mod pins the same.
	version = "1.12.1"

	// revision tells one build of that version from another. Raise it with every
	// change to source.go or go.mod, here and in cmd/beckon/inngestd.
	revision = "beckon.3"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "inngest:", err)
		stop()
		os.Exit(1)
	}
}

// run prints the path of the server's binary on stdout, after building it if need be.
func run(ctx context.Context, stdout, stderr io.Writer) error {
	cache, err := os.UserCacheDir()
	if err != nil {
		return fmt.Errorf("no folder to keep the server in: %w", err)
	}
	folder := filepath.Join(cache, "beckon")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	module, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	b := builder{module: module, folder: folder, say: stderr}
	path, err := b.binary(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, path)
	return nil
}

// binaryName is the name of the built server in the cache folder.
func binaryName() string {
	name := fmt.Sprintf("inngest-%s-%s-%s-%s", version, revision, runtime.GOOS, runtime.GOARCH)
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return name
}
