package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	serverModule  = "github.com/inngest/inngest"
	serverPackage = serverModule + "/cmd"
	versionVars   = serverModule + "/pkg/inngest/version"

	// buildLimit is far above what a slow machine on a slow line needs; it ends a
	// build that hangs.
	buildLimit = 45 * time.Minute
)

// A builder makes the server's binary from the module that pins it.
type builder struct {
	module string    // the folder with go.mod
	folder string    // where binaries are kept
	say    io.Writer // progress, for people
}

// binary returns the path of the built server. The path appears only when the binary
// behind it is whole and has answered with its version; of builders that run at the
// same time one builds and the others wait for it.
func (b builder) binary(ctx context.Context) (string, error) {
	path := filepath.Join(b.folder, binaryName())
	if isFile(path) {
		return path, nil
	}
	unlock, err := b.lock(ctx, path+".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	if isFile(path) { // another builder made it while this one waited
		return path, nil
	}
	if err := b.build(ctx, path); err != nil {
		return "", fmt.Errorf("building the Inngest server: %w", err)
	}
	return path, nil
}

// lock takes the lock file, and says so when it has to wait for another builder.
func (b builder) lock(ctx context.Context, path string) (func(), error) {
	lock := flock.New(path)
	locked, err := lock.TryLock()
	if err == nil && !locked {
		fmt.Fprintln(b.say, "Another process is building the Inngest server; waiting for it.")
		_, err = lock.TryLockContext(ctx, 200*time.Millisecond)
	}
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	return func() { lock.Unlock() }, nil
}

// build makes the binary in a folder beside path and moves it there when it is proven.
// The caller holds the lock, so whatever an interrupted build left behind is ours to clear.
func (b builder) build(ctx context.Context, path string) (err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, buildLimit, fmt.Errorf("not done after %s", buildLimit))
	defer cancel()
	if _, err := exec.LookPath("go"); err != nil {
		return errors.New("the go command is not on PATH; install Go, or put inngest on PATH, or set INNGEST_BASE_URL")
	}
	work := path + ".build"
	if err := os.RemoveAll(work); err != nil {
		return err
	}
	defer os.RemoveAll(work)

	p := startProgress(b.say)
	defer func() { p.stop(err) }()

	p.phase("downloading the source")
	sources, err := b.download(ctx, p)
	if err != nil {
		return err
	}
	if err := prepare(b.module, sources, work); err != nil {
		return err
	}
	p.phase("downloading what it is built from")
	packages := &lineCounter{}
	if err := goCommand(ctx, p, work, packages, "list", "-deps", serverPackage); err != nil {
		return err
	}
	p.compiling(packages.lines)
	binary := filepath.Join(work, filepath.Base(path))
	ldflags := fmt.Sprintf("-s -w -X %s.Version=%s -X %s.Hash=%s", versionVars, version, versionVars, revision)
	if err := goCommand(ctx, p, work, nil, "build", "-v", "-trimpath", "-buildvcs=false", "-ldflags", ldflags, "-o", binary, serverPackage); err != nil {
		return err
	}
	if err := verify(ctx, binary); err != nil {
		return err
	}
	return os.Rename(binary, path)
}

// download fetches the modules to be edited and returns where their sources are, by the
// folders of their copies.
func (b builder) download(ctx context.Context, p *progress) (map[string]string, error) {
	sources := map[string]string{}
	for folder, module := range copies {
		var out bytes.Buffer
		runErr := goCommand(ctx, p, b.module, &out, "mod", "download", "-json", module)
		var got struct{ Dir, Version, Error string }
		if err := json.Unmarshal(out.Bytes(), &got); err == nil && got.Error != "" {
			return nil, errors.New(got.Error)
		}
		if runErr != nil {
			return nil, runErr
		}
		if module == serverModule && got.Version != "v"+version {
			return nil, fmt.Errorf("go.mod pins %s %s, this builder is for v%s", module, got.Version, version)
		}
		sources[folder] = got.Dir
	}
	return sources, nil
}

// verify runs the binary and checks that it is the version it should be.
func verify(ctx context.Context, binary string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, "version")
	cmd.Env = append(os.Environ(), "DO_NOT_TRACK=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("the built server does not run: %w: %s", err, out)
	}
	want := version + "-" + revision
	if got := strings.TrimSpace(string(out)); got != want {
		return fmt.Errorf("the built server says it is version %q, want %q", got, want)
	}
	return nil
}

// goCommand runs the go command in dir; its stderr feeds the progress and, should it
// fail, the error. The build is for this machine, without cgo (so that no C compiler is
// needed), and untouched by a workspace the user has set up.
func goCommand(ctx context.Context, p *progress, dir string, stdout io.Writer, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOOS=", "GOARCH=", "CGO_ENABLED=0", "PWD="+dir)
	cmd.Stdout = stdout
	cmd.Stderr = p
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	p.forget()
	err := cmd.Run()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return fmt.Errorf("go %s: %w\n%s", args[0], err, p.lastLines())
	}
	return nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
