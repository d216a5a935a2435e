package inngestd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

const (
	// Version is the release of the server that Beckon builds and is tested with, and the
	// oldest it runs.
	Version = "1.12.1"

	// revision is that of the build in cmd/inngest.
	revision = "beckon.3"
)

// errNoServer says what a person can do when there is nothing to run and nothing to
// build it from.
var errNoServer = errors.New("there is no Inngest server to run: put inngest (" + Version + " or newer) on PATH, " +
	"or set INNGEST_BASE_URL to the address of one, or run Beckon from its source tree with Go installed, which builds one")

// Find returns the path of a server's binary: the explicit one if given, else one built
// earlier, else inngest or inngest-cli on PATH if its version will do, else one it builds
// now from Beckon's source tree, telling progress. What was built goes before PATH because
// it listens on loopback only; a release opens its Connect ports on every interface, and
// two of them at fixed numbers, so that beside another server its Connect does not work
// (its HTTP API does).
func Find(ctx context.Context, explicit string, progress io.Writer) (string, error) {
	if explicit != "" {
		if filepath.Base(explicit) != explicit { // the server starts in another folder; a name is found on PATH from there too
			var err error
			if explicit, err = filepath.Abs(explicit); err != nil {
				return "", err
			}
		}
		return explicit, checkVersion(ctx, explicit)
	}
	built, err := builtBinary()
	if err == nil && checkVersion(ctx, built) == nil {
		return built, nil
	}
	for _, name := range []string{"inngest", "inngest-cli"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		if err := checkVersion(ctx, path); err != nil {
			fmt.Fprintf(progress, "Passing over the Inngest server on PATH: %v\n", err)
			continue
		}
		return path, nil
	}
	return build(ctx, progress)
}

// builtBinary is where cmd/inngest puts what it builds.
func builtBinary() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("inngest-%s-%s-%s-%s", Version, revision, runtime.GOOS, runtime.GOARCH)
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(cache, "beckon", name), nil
}

// build runs cmd/inngest and returns the path it prints.
func build(ctx context.Context, progress io.Writer) (string, error) {
	if _, err := exec.LookPath("go"); err != nil {
		return "", errNoServer
	}
	builder, err := builderFolder()
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", "run", "-C", builder, ".")
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOOS=", "GOARCH=")
	cmd.Stdout, cmd.Stderr = &out, progress
	isolate(cmd)
	cmd.Cancel = func() error { terminate(cmd); return nil } // the builder tidies up
	cmd.WaitDelay = 15 * time.Second
	unlock := lockThread() // see supervise
	err = cmd.Run()
	unlock()
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	if err != nil {
		return "", fmt.Errorf("building the Inngest server in %s: %w; or put inngest on PATH, or set INNGEST_BASE_URL", builder, err)
	}
	return strings.TrimSpace(out.String()), nil
}

// builderFolder finds cmd/inngest in Beckon's source tree: the one the working directory
// is in or, failing that, the one this program was compiled from.
func builderFolder() (string, error) {
	var from []string
	if dir, err := os.Getwd(); err == nil {
		from = append(from, dir)
	}
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) { // not with -trimpath
		from = append(from, filepath.Dir(file))
	}
	for _, dir := range from {
		for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			builder := filepath.Join(dir, "cmd", "inngest")
			mod, err := os.ReadFile(filepath.Join(builder, "go.mod"))
			if err == nil && bytes.Contains(mod, []byte("\nmodule github.com/beckon-desk/beckon/cmd/inngest\n")) {
				return builder, nil
			}
		}
	}
	return "", errNoServer
}

func lockThread() func() {
	runtime.LockOSThread()
	return runtime.UnlockOSThread
}

// checkVersion runs the binary and returns an error unless it is a server that Beckon
// works with. A build that does not know its version is given the benefit of the doubt.
func checkVersion(ctx context.Context, binary string) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, "version")
	cmd.Env = environment(ports{}, "")
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("the Inngest server %s does not run: %w", binary, err)
	}
	said := strings.TrimSpace(string(out))
	if !usable(said) {
		return fmt.Errorf("%s says it is version %.40q; Beckon needs Inngest %s or a newer 1.x", binary, said, Version)
	}
	return nil
}

// usable tells whether what "inngest version" prints names a version Beckon works with.
func usable(said string) bool {
	said = strings.TrimPrefix(said, "v")
	if strings.HasPrefix(said, "dev-") {
		return true
	}
	var got, want [3]int
	if _, err := fmt.Sscanf(said, "%d.%d.%d", &got[0], &got[1], &got[2]); err != nil {
		return false
	}
	fmt.Sscanf(Version, "%d.%d.%d", &want[0], &want[1], &want[2])
	if got[0] != want[0] {
		return false
	}
	if got[1] != want[1] {
		return got[1] > want[1]
	}
	return got[2] >= want[2]
}
